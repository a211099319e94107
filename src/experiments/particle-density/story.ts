import type { ReportRecord, ReportSection } from "../../report/record.js";
import { claimTable } from "./claims.js";
import type { Data } from "./data.js";
import type { Evaluations } from "./evaluate.js";
import type { Drawings } from "./figures.js";
import { type Findings, find } from "./findings.js";
import { published, recommended, shifted, unconstrained } from "./laws.js";
import { family, type Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import {
  coverageTable,
  errorTable,
  massTable,
  observedTable,
  sizeTable,
  stateTable,
} from "./tables.js";
import { covered, percent } from "./words.js";

/** What a report is told from. */
export interface Told {
  readonly settings: Settings;
  readonly data: Data;
  readonly results: Evaluations;
  readonly coverages: StateCoverages;
  readonly drawings: Drawings;
  readonly receipt: ReportRecord["receipt"];
}

/** Whether the best linear law is better than the deep one, in words. */
function besideLinear({ recommended: deep, published: paper, bestLearned, best, time }: Findings) {
  const { law, at } = bestLearned;
  const beaten = at.relativeError < Math.min(deep.relativeError, paper.relativeError);
  const verdict = beaten
    ? `is better than either deep form (${percent(deep.relativeError)} and ${percent(paper.relativeError)})`
    : `is not better than the better of the deep forms (${percent(deep.relativeError)} and ${percent(paper.relativeError)})`;
  const known =
    best.law === law
      ? ""
      : ` With the equation known, ${best.law.label} reaches ${percent(best.at.relativeError)}.`;
  return `At ${time} Δ*t* the best linear law that learns from the same data, ${law.label} (${percent(at.relativeError)}), ${verdict}.${known}`;
}

function claimOf({ settings, coverages }: Told, findings: Findings): string {
  const { recommended: deep, published: paper, bestLearned, time } = findings;
  const { law, at } = bestLearned;
  const states = (form: string) => covered(coverages.get(form)?.at(-1)?.coverage ?? 0);
  return `From ${settings.sequences} sequences of ${settings.observedSteps + 1} snapshots the deep law forecasts unseen densities to ${time} Δ*t* with an error of ${percent(deep.relativeError)} in its recommended form and ${percent(paper.relativeError)} in the published one (${law.label}, which is linear: ${percent(at.relativeError)}), and the 95 % intervals of its inferred states hold the exact density in ${states(recommended.form)} and ${states(published.form)} of the bins.`;
}

function lawSection({ settings, data }: Told): ReportSection {
  const { system } = data;
  const { walkers, grid, timeStep, parameters } = system;
  return {
    title: "The laws",
    paragraphs: [
      `${walkers.toLocaleString("en").replaceAll(",", "\u202f")} walkers on the periodic interval [−1, 1) jump by 1/640 to the left or right with probabilities ${parameters.left} and ${parameters.right} in each of ${parameters.microStepsPerStep} micro steps of a coarse step Δ*t* = ${timeStep}. The coarse state *X* holds the shares of the walkers in ${grid.bins} bins; walkers are drawn from it at each snapshot. ${settings.sequences} sequences of ${settings.observedSteps + 1} snapshots are learned from, and ${settings.starts} others forecast. Starting densities are a Gaussian process in log density with standard deviation ${family.sigma} and correlation length ${family.length} bins. The walkers do not interact, so the exact density is known; errors are relative *L*_{2} errors against it.`,
      "Published form: *NN* is a dense network of 25 inputs, 25 rectified units and 25 outputs, *q*(*X*) is lognormal with no correlation between bins, and the mass of every state is virtually observed to be 1 with variance 10^{−9}. Recommended form: the network gives the fluxes between neighbouring bins from the bins around them, the same for every bin, and the states lie on the simplex, so that mass is kept whatever was learned.",
    ],
    equation: "*X*_{t+1} = *X*_{t} + *NN*(*X*_{t}) + *σ*_{r} *ε*",
  };
}

function pictureSection({ settings, drawings }: Told): ReportSection {
  const bands = "Blue: mean with 50 % and 95 % intervals; orange, dashed: exact density";
  return {
    title: "One sequence, inferred and predicted",
    figures: [
      {
        svg: drawings.spaceTime,
        caption: `A sequence that no law was trained on, observed at *t* = 0 to ${settings.observedSteps} Δ*t* and predicted from there (above the line). (a) Exact density; (b), (c) mean of the recommended and of the published form, on the same scale; (d) walkers of a simulation less the exact density; (e), (f) the means less the exact density, on the scale of (d). (After Fig. 1 of the paper.)`,
      },
      {
        svg: drawings.inferred,
        caption: `Densities inferred from the observed snapshots. ${bands}; dots: the walkers observed. Left: the recommended form on the scale of the density; middle and right: both forms, in percent off the exact density. The intervals are those of the coarse state, without the chance of the walkers. (After Fig. 2 of the paper.)`,
      },
      {
        svg: drawings.predicted,
        caption: `Densities predicted from the ${settings.observedSteps + 1} observed snapshots. ${bands}; dots: walkers of one simulation. Columns as in the figure before; the intervals are those of the walkers of one snapshot. (After Fig. 3 of the paper.)`,
      },
    ],
  };
}

function massSection({ settings, results, drawings }: Told): ReportSection {
  return {
    title: "Mass",
    paragraphs: [
      "In the published form mass is a matter of inference: the virtual observable ties it to 1 where there are data, the multinomial emission pulls it up, since its density is not normalised off the simplex, and nothing holds it in the future but what the network has learned. In the recommended form it is 1 to rounding.",
    ],
    figures: [
      {
        svg: drawings.mass,
        caption: `Mass of the coarse states of the sequence above: inferred up to ${settings.observedSteps} Δ*t*, predicted from there. Both panels have one scale. (After Fig. 4 of the paper.)`,
      },
    ],
    tables: [massTable(settings, results)],
  };
}

function scoreSection({ settings, results, drawings }: Told, findings: Findings): ReportSection {
  return {
    title: "Beside linear laws",
    paragraphs: [
      `${besideLinear(findings)} The mean density of independent walkers obeys a linear law, so this is a system on which a network has nothing to gain; a baseline of this kind belongs beside it.`,
      "Circulant least squares and DMD learn a matrix from consecutive snapshots, the one alike for every bin, the other not. Upwind, Lax–Wendroff and spectral know the equation and its coefficients, and learn nothing.",
    ],
    figures: [
      {
        svg: drawings.errorOverTime,
        caption: `Relative error of the mean density (median over ${settings.starts} known starting densities) and coverage of the 95 % interval (mean over them) against time, with the range over starts of the recommended form. Sampling floor: error of a perfect forecast of ${settings.draws} draws.`,
      },
    ],
    tables: [
      errorTable(settings, results),
      coverageTable(settings, results),
      observedTable(settings, results),
    ],
  };
}

function dataSection({ settings, results, drawings }: Told, findings: Findings): ReportSection {
  const [fewest] = settings.sizes;
  const at = (law: Parameters<Findings["sizesOf"]>[0]) => percent(findings.sizesOf(law).fewest);
  return {
    title: "How much data",
    paragraphs: [
      `The paper argues that virtual observables let the model do with fewer sequences. From ${fewest} of them, the published form is ${at(published)} off at ${findings.time} Δ*t*; without the virtual observable and with the emission normalised in its place, ${at(unconstrained)}; with the sequences shifted at random round the periodic domain, ${at(shifted)}; the recommended form, which is the same for every bin, ${at(recommended)}. To merely leave out the virtual observable would be no fair comparison: the published emission then has no maximum.`,
    ],
    figures: [
      {
        svg: drawings.size,
        caption: `Relative error of the mean density at *t* = ${settings.sizeTime} Δ*t* against the number of training sequences: median over ${settings.starts} known starting densities, bars from the least to the greatest. Both axes are logarithmic.`,
      },
    ],
    tables: [sizeTable(settings, results)],
  };
}

function stateSection({ settings, coverages, drawings }: Told): ReportSection {
  return {
    title: "How sure the inferred states are",
    paragraphs: [
      "Where the mass of independent bins is tied tightly to a number, every bin alone is tied too: the published form's intervals shrink far below the errors of the inferred densities. On the simplex the mass ties nothing.",
    ],
    figures: [
      {
        svg: drawings.stateCalibration,
        caption: `Share of the exact densities of ${settings.sequences} training sequences inside the central intervals of the inferred states, over all bins, at each of the ${settings.observedSteps + 1} snapshots.`,
      },
    ],
    tables: [stateTable(settings, coverages)],
  };
}

/** Words, tables and figures of the report. */
export function tellStory(told: Told): ReportRecord {
  const { settings, data, results, coverages, receipt } = told;
  const findings = find(settings, data, results);
  return {
    title: "Particle density: a deep law of motion, its virtual observables, and what they bring",
    claim: claimOf(told, findings),
    sections: [
      lawSection(told),
      { title: "The paper’s claims", tables: [claimTable(settings, results, coverages, findings)] },
      pictureSection(told),
      massSection(told),
      scoreSection(told, findings),
      dataSection(told, findings),
      stateSection(told),
    ],
    limits: [
      `The paper does not say which starting densities it used, nor how its network was initialised and trained. Here they are a centred Gaussian process in log density (*σ* = ${family.sigma}, *ℓ* = ${family.length} bins); other families give other errors.`,
      `Starts are of the family trained on. A dense network has no reason to forecast others, and long forecasts of ${percent(findings.published.relativeError)} error say nothing of them.`,
      `One set of training data and one seed. The errors of small *n* vary from one draw of the data to the next, and ${results.bySize[0].errors.length} starts share each fit.`,
      `Coverage is of counts of ${data.system.walkers.toLocaleString("en").replaceAll(",", "\u202f")} walkers, whose chance alone is ${percent(findings.snapshotNoise)}: it forgives errors of the law that are smaller, as the coverage of inferred states does not.`,
      `Neither form draws its parameters: the network is a point estimate, and intervals leave its uncertainty out.`,
      `Walkers that do not interact obey a linear law. That a network can learn it does not show what it would bring where no linear law holds.`,
    ],
    receipt,
  };
}

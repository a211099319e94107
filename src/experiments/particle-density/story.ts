import type { ReportRecord, ReportSection } from "../../report/record.js";
import { claimTable } from "./claims.js";
import type { Data } from "./data.js";
import type { Drawings } from "./figures.js";
import { type Findings, find } from "./findings.js";
import { lawSection } from "./law-story.js";
import { type Law, published, recommended, shifted, unconstrained } from "./laws.js";
import type { Results } from "./results.js";
import { family, type Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import {
  coverageTable,
  errorTable,
  massTable,
  observedTable,
  rougherTable,
  sizeTable,
  stateTable,
} from "./tables.js";
import type { Fits } from "./train.js";
import { covered, grouped, percent, small } from "./words.js";

/** What a report is told from. */
export interface Told {
  readonly settings: Settings;
  readonly data: Data;
  readonly fits: Fits;
  readonly results: Results;
  readonly coverages: StateCoverages;
  readonly drawings: Drawings;
  readonly receipt: ReportRecord["receipt"];
}

const stateCoverage = ({ coverages }: Told, { form }: Law) =>
  covered(coverages.get(form ?? "")?.at(-1)?.coverage ?? 0);

function claimOf(told: Told, findings: Findings): string {
  const { recommended: own, published: paper, bestLearned, time, trial } = findings;
  const { settings } = told;
  const linear = trial?.kept === false ? " (whose law turned out linear)" : "";
  return `From ${settings.sequences} sequences of ${settings.observedSteps + 1} snapshots, densities of unseen sequences are predicted to ${time} Δ*t* with an error of ${percent(paper.relativeError)} by the published form, ${percent(own.relativeError)} by the recommended one${linear} and ${percent(bestLearned.at.relativeError)} by ${bestLearned.law.label}, the best linear baseline that learns; the 95 % intervals of the inferred states hold the exact density in ${stateCoverage(told, published)} of the bins in the published form and ${stateCoverage(told, recommended)} in the recommended one.`;
}

function pictureSection({ settings, drawings }: Told): ReportSection {
  const bands = "Blue: mean with 50 % and 95 % intervals; orange, dashed: exact density";
  return {
    title: "One sequence, inferred and predicted",
    figures: [
      {
        svg: drawings.spaceTime,
        caption: `A sequence that no law was trained on, observed from *t* = 0 to ${settings.observedSteps} Δ*t* and predicted from there (above the line). (a) Exact density; (b), (c) mean of the recommended and of the published form, on the same scale; (d) walkers less the exact density; (e), (f) the means less the exact density, on the scale of (d). (After Fig. 1 of the paper.)`,
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
      "In the published form mass is a matter of inference: the virtual observable ties it to 1 where there are data, the multinomial emission, which is not normalised off the simplex, pulls it up a little, and nothing holds it in the future but what the network has learned. In the recommended form it is 1 to rounding.",
    ],
    figures: [
      {
        svg: drawings.mass,
        caption: `Mass of the coarse states of the sequence above: inferred up to ${settings.observedSteps} Δ*t*, predicted from there, both panels on one scale. (After Fig. 4 of the paper.)`,
      },
    ],
    tables: [massTable(settings, results)],
  };
}

/** Difference of two errors, as a fraction, that a few starts can show. */
const alike = 0.15;

const order = (a: number, b: number) =>
  a < b * (1 - alike) ? "better than" : a > b * (1 + alike) ? "not as good as" : "as good as";

/** How the forms compare with linear laws, in words. */
function besideLinear(findings: Findings): string {
  const { recommended: own, published: paper, bestLearned, bestKnown, time } = findings;
  const { law, at } = bestLearned;
  const error = at.relativeError;
  return `At ${time} Δ*t* from observed snapshots, ${law.label}, a linear law learned from the same data, is ${percent(error)} off: ${order(error, paper.relativeError)} the published form (${percent(paper.relativeError)}), and ${order(error, own.relativeError)} the recommended one (${percent(own.relativeError)}). With the equation known, ${bestKnown.law.label} reaches ${percent(bestKnown.at.relativeError)}: about what is left when the law is right and the start is known from its walkers alone.`;
}

function scoreSection({ settings, results, drawings }: Told, findings: Findings): ReportSection {
  const { trial } = findings;
  const owed =
    trial?.kept === false
      ? " What sets the recommended form apart is no network, but its first step and what it infers of the start."
      : "";
  return {
    title: "Beside linear laws",
    paragraphs: [
      besideLinear(findings),
      `The mean density of walkers that do not interact obeys a linear law, so a network has nothing to gain here, and a linear baseline belongs beside it. Circulant least squares and DMD learn a matrix from consecutive snapshots, the one alike for every bin, the other not; both mix the first step, from walkers uniform in their bins, with the later ones, and more data do not mend that. “Later steps” leaves the first one out.${owed} Upwind, Lax–Wendroff and spectral know the equation and its coefficients, and learn nothing.`,
      `Known starting densities are the harder test of the published form: it learned one first step for every ${settings.observedSteps - 1} later ones, and first densities are the roughest. Nothing binds its law to be stable either.`,
    ],
    figures: [
      {
        svg: drawings.errorOverTime,
        caption: `Relative error of the mean density (median over ${settings.starts} known starting densities) and coverage of the 95 % interval (mean over them) against time; band: range over starts of the recommended form. Sampling floor: error of a perfect forecast of ${settings.draws} draws.`,
      },
    ],
    tables: [
      observedTable(settings, results),
      errorTable(settings, results),
      coverageTable(settings, results),
    ],
  };
}

function dataSection({ settings, results, drawings }: Told, findings: Findings): ReportSection {
  const at = (law: Law) => percent(findings.sizesOf(law)[0]);
  return {
    title: "How much data",
    paragraphs: [
      `The paper argues that virtual observables let the model do with fewer sequences. From ${settings.sizes[0]} of them the published form is ${at(published)} off at ${findings.time} Δ*t*; without the virtual observable, and with the emission normalised in its place, ${at(unconstrained)}; with states shifted at random round the periodic domain, ${at(shifted)}; the recommended form, which is the same for every bin, ${at(recommended)}. Merely to leave the virtual observable out would be no fair comparison: nothing would then keep the published emission from pulling the mass up.`,
    ],
    figures: [
      {
        svg: drawings.size,
        caption: `Relative error of the mean density at *t* = ${settings.sizeTime} Δ*t*, predicted from observed snapshots, against the number of training sequences: median over ${settings.starts} starts, bars from the least to the greatest. Dashed: the spectral solver, which knows the equation and starts from the walkers last observed. Both axes are logarithmic.`,
      },
    ],
    tables: [
      sizeTable(settings, results),
      ...(results.rougher.length === 0 ? [] : [rougherTable(settings, results)]),
    ],
  };
}

/** Why later states of the recommended form are covered as often as they are, in words. */
function noiseWords({ fits, coverages }: Told): string[] {
  const posterior = fits.deep.find(({ law }) => law === recommended)?.posterior;
  const later = coverages.get("recommended")?.map(({ level, byTime }) => ({
    level,
    over: byTime[byTime.length - 1] - level,
  }));
  const wide = later?.every(({ over }) => over > 0) ?? false;
  if (posterior === undefined || !wide) return [];
  const noise = `*σ*_{r} = ${small(posterior.noise)} of the mean share`;
  return [
    `Intervals of its later snapshots are wider than they need be: the law’s noise (${noise}) stands for what a law on bins leaves out, and is drawn as if that were chance.`,
  ];
}

function stateSection(told: Told): ReportSection {
  const { settings, coverages, drawings } = told;
  return {
    title: "How sure the inferred states are",
    paragraphs: [
      "Where independent bins must add up to a number, each of them is tied too: the published form's intervals shrink far below the errors of the densities it infers. On the simplex the mass ties nothing. The recommended form carries the state of the first snapshot on by its law and adds the law’s noise in each step.",
      ...noiseWords(told),
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

function limitsOf({ data, settings }: Told, findings: Findings): string[] {
  const rougher = settings.rougherStarts > 0 ? "; a table above shows another" : "";
  const { updates } = settings;
  const rough =
    updates === undefined
      ? []
      : [
          `This is a quick run: the networks were trained for ${updates} updates, which leaves the published form far from where it ends, and few starts and draws judge it. Its figures are not those to quote.`,
        ];
  return [
    ...rough,
    `The paper says neither which starting densities it used nor how its network was initialised and trained. Here the family is *σ* = ${family.sigma}, *ℓ* = ${family.length} bins${rougher}. It was chosen so that the published form has enough to learn from: its errors depend on it.`,
    "Starts are of the family that was trained on. A dense network has no reason to forecast others.",
    `One set of training data and one seed. The errors at small *n* vary from one draw of the data to the next, and all ${settings.starts} starts share each fit.`,
    `Coverage is of counts of ${grouped(data.system.walkers)} walkers, whose chance alone is ${percent(findings.snapshotNoise)} of the density: it forgives errors of a law that are smaller, which the coverage of inferred states does not.`,
    "The network of the published form is a point estimate, as in the paper; its intervals leave the uncertainty of the law out.",
    "Walkers that do not interact obey a linear law. That a network can learn it does not show what one would bring where no linear law holds.",
  ];
}

/** Words, tables and figures of the report. */
export function tellStory(told: Told): ReportRecord {
  const { settings, data, fits, results, coverages, receipt } = told;
  const findings = find(settings, data, fits, results);
  return {
    title: "Particle density: a deep law of motion with mass as a virtual observable",
    claim: claimOf(told, findings),
    sections: [
      lawSection(settings, data, fits, findings),
      { title: "The paper’s claims", tables: [claimTable(settings, results, coverages, findings)] },
      pictureSection(told),
      massSection(told),
      scoreSection(told, findings),
      dataSection(told, findings),
      stateSection(told),
    ],
    limits: limitsOf(told, findings),
    receipt,
  };
}

import type { Coefficient } from "../../models/model.js";
import type { ReportRecord, ReportSection } from "../../report/record.js";
import { equation, percent } from "../walkers/law-text.js";
import { onCoarse, onFine, referenceError, summarise } from "../walkers/summary.js";
import { paperTable } from "./claims.js";
import type { Drawings } from "./figures.js";
import { withSortedNames } from "./products.js";
import { courantNumber, upwind } from "./schemes.js";
import { family, range, type Settings, threshold } from "./settings.js";
import type { Evaluations } from "./starts.js";
import { comparisonTable, lawTable, otherDataTable, scoreTable, twoBinTable } from "./tables.js";
import type { Trainings } from "./train.js";

/** How the active terms compare with those of the upwind scheme, in words. */
function besideUpwind(coefficients: readonly Coefficient[], trainings: Trainings): string {
  const terms = upwind(courantNumber(trainings.system)).coefficients;
  const active = coefficients.filter(({ active: on }) => on).map(({ name }) => name);
  const found = active.filter((name) => terms.has(name)).length;
  const more = active.length - found;
  const others = more === 0 ? "no other" : `${more} other${more === 1 ? "" : "s"}`;
  const part = found === terms.size ? `all ${found} terms` : `${found} of the ${terms.size} terms`;
  return `${part} of the upwind scheme and ${others}`;
}

function lawSection(trainings: Trainings, coefficients: readonly Coefficient[]): ReportSection {
  const { system, chosen } = trainings;
  const a = courantNumber(system);
  return {
    title: "The learned law",
    paragraphs: [
      `${system.walkers} walkers on the periodic interval [−1, 1) jump to the right only, by 1/${system.parameters.sites / 2}, with a probability in proportion to the density of the others around them: in the limit ∂*ρ*/∂*t* + ∂(*c* *ρ*^{2}/2)/∂*y* = 0. Here *ρ* integrates to 1 and *c* is the width of a bin, 1/12, so that *cρ* is the density counted per bin; even spread then moves ${a} bins in a coarse step, and profiles take about eight of them to form a shock, as the paper's figures show. The coarse state *X* is the logarithm of the density on ${system.grid.bins} bins; walkers are drawn from softmax(*X*), so none is ever lost.`,
      `The candidates are ${chosen.posterior.features.length} terms, all first-order and ordered second-order products within ${range} bins. Those with a marginal |mean/sd| below ${threshold} were eliminated. With *ε* standard normal noise, ${besideUpwind(coefficients, trainings)} remain:`,
    ],
    equation: equation(coefficients, chosen.posterior.state.precision[0]),
    tables: [lawTable(trainings)],
  };
}

/** Which other data have a law with X_{j+1} by itself, in words. */
function whoLooksRight({ others }: Trainings): string {
  const found = others.filter(({ posterior }) =>
    posterior.coefficients.some(({ name, active }) => name === "m=1" && active),
  );
  return found.length === 0
    ? "None of the laws of Table 5 has *X*_{j+1} by itself either."
    : `Of the laws of Table 5, *X*_{j+1} by itself enters that of: ${found.map(({ label }) => label).join("; ")}.`;
}

function coefficientSection(drawings: Drawings, trainings: Trainings): ReportSection {
  const { bySize, chosen, system } = trainings;
  const a = courantNumber(system);
  return {
    title: "Upwind, not Lax–Friedrichs",
    paragraphs: [
      `Walkers that start evenly spread within each bin and move right only obey, in the mean of one coarse step, exactly *u*_{j} ← *u*_{j} − ${a / 2} (*u*_{j}^{2} − *u*_{j−1}^{2}) with *u* the density relative to even spread, as long as *u* < ${1 / a}: what crosses a face in the step depends on the bin before it alone. That is the upwind scheme. Its expansion in log density has the terms of bins *j* and *j*−1 that the fit finds. The intervals leave out some of the expansion's values because the training densities are far from even, where a second-order polynomial has other best coefficients than at even spread; and where *u* > ${1 / a} walkers cross a whole bin, to which *X*_{j−2}^{2} answers.`,
      `The paper reports *X*_{j−1}, *X*_{j+1} and their squares and likens them to the Lax–Friedrichs scheme, which leaves out bin *j* itself and takes from the right. No bin learns anything from its right here: nothing moves left. ${whoLooksRight(trainings)} From smooth densities it may turn up within products, in place of others that are nearly the same.`,
    ],
    figures: [
      {
        svg: drawings.coefficients,
        caption: `Coefficients for ${bySize.map(({ sequences }) => sequences).join(" and ")} training sequences: marker, posterior mean; thick bar, 50 %; thin bar, 95 % interval, the coarse states integrated out; hollow, switched off. Dashed: the upwind scheme expanded to second order in log density around even spread; dotted: the Lax–Friedrichs scheme, Eq. (3.4) of the paper, in the same way. (After Fig. 16 of the paper.)`,
      },
      {
        svg: drawings.bound,
        caption: `Evidence lower bound for *N* = ${chosen.sequences}, all constants included. Blue: accelerated updates, guarded so that the bound never falls while the features stay the same; faint: the paper's own updates. Falls mark the elimination of terms, after which another model is bounded. (After Fig. 15 of the paper.)`,
      },
    ],
  };
}

function forecastSection(
  drawings: Drawings,
  { shock }: Evaluations,
  settings: Settings,
): ReportSection {
  const symbols = `Blue: posterior predictive median with 50 % and 95 % intervals of one future state of the walkers; ticks: 95 % interval of the density alone, which leaves out the sampling of walkers. Orange, dashed: mean of ${settings.runs} fine-grained simulations from the same density; dots: one of them. Left: the bins of the law; right: four times as many, each walker uniform within its coarse bin.`;
  const { steps } = settings;
  const learned = summarise([shock.evaluation], onCoarse, steps).relativeError;
  return {
    title: "Forecasts",
    paragraphs: [
      `Each forecast draws coefficients, noise and walkers anew for every path. The law was learned from bursts of a single coarse step. The smooth start would form a shock after 19 steps, the other one after 7.6: at ${steps} steps the learned law has it in the right place, lower and wider than it is, ${percent(learned)} off.`,
    ],
    figures: [
      {
        svg: drawings.shock,
        caption: `A crowd that forms a shock. ${symbols} (After Fig. 18 of the paper.)`,
      },
      {
        svg: drawings.smooth,
        caption: "A smooth wave; symbols as in the first figure. (After Fig. 17 of the paper.)",
      },
      {
        svg: drawings.spaceTime,
        caption: `The shock-forming start in space and time, on 24 bins: mean of ${settings.runs} simulations, median forecast, their difference, and the width of the 95 % interval.`,
      },
    ],
  };
}

function scoreSection(
  drawings: Drawings,
  evaluations: Evaluations,
  settings: Settings,
): ReportSection {
  const { shock, random } = evaluations;
  const { steps } = settings;
  const at = (reference: string) => percent(referenceError([shock.evaluation], reference, steps));
  return {
    title: "Scores, and what limits them",
    paragraphs: [
      `A law on 24 bins forgets where in a bin its walkers are, and spreads them evenly at each step. That alone costs ${at("upwind")} after ${steps} steps from the shock-forming start: the error of the exact one-step law, the upwind scheme. To be of second order in log density brings it to ${at("upwind-second-order")} (the scheme's expansion), and to have learned that from rough densities to ${percent(summarise([shock.evaluation], onCoarse, steps).relativeError)}. More data of the same kind do not help, nor do third-order terms, which were tried: the error is one of the model's form, and at the shock the intervals, which know of noise that is alike everywhere, cover it in part only.`,
    ],
    figures: [
      {
        svg: drawings.errorOverTime,
        caption:
          "The shock-forming start on 24 bins: relative error of the mean density, and coverage of the 95 % interval, against time. Equation: finite volumes, 8 cells to a bin. Upwind, Lax–Friedrichs: one step of the scheme on the 24 bins for each coarse step. Persistence keeps the starting density.",
      },
      {
        svg: drawings.calibration,
        caption: `Over ${random.length} random smooth starts on 24 bins. (a) Distribution function of the probability integral transform of the simulated counts minus the uniform one, with a simultaneous 95 % band for one independent value for each start and bin. (b), (c) Coverage against nominal level, near and far, with binomial 95 % bars on the same count.`,
      },
    ],
    tables: [comparisonTable(evaluations, settings), scoreTable(evaluations, settings)],
  };
}

function claimOf(
  { chosen }: Trainings,
  { shock, smooth }: Evaluations,
  settings: Settings,
  words: string,
): string {
  const at = (step: number) => percent(summarise([shock.evaluation], onCoarse, step).relativeError);
  const coverages = settings.reportedSteps.flatMap((step) =>
    [onCoarse, onFine].flatMap((scores) =>
      [shock, smooth].map(({ evaluation }) => summarise([evaluation], scores, step).coverage),
    ),
  );
  return `From ${chosen.sequences} bursts of one coarse step each, ${words} remain of ${chosen.posterior.features.length} candidates, and forecasts of a crowd that forms a shock are off by ${at(1)} after one coarse step, ${at(4)} after 4 and ${at(settings.steps)} after ${settings.steps} (relative *L*_{2} error of the mean density), the 95 % intervals of this and of a smooth start covering ${percent(Math.min(...coverages))} to ${percent(Math.max(...coverages))} of the truth on 24 and ${settings.fineBins} bins.`;
}

/** Words, tables and figures of the report. */
export function tellStory(
  trainings: Trainings,
  evaluations: Evaluations,
  drawings: Drawings,
  settings: Settings,
  receipt: ReportRecord["receipt"],
): ReportRecord {
  const coefficients = withSortedNames(trainings.chosen.posterior.coefficients);
  return {
    title:
      "Inviscid Burgers: a law of motion, and a shock, from short bursts of interacting walkers",
    claim: claimOf(trainings, evaluations, settings, besideUpwind(coefficients, trainings)),
    sections: [
      lawSection(trainings, coefficients),
      forecastSection(drawings, evaluations, settings),
      coefficientSection(drawings, trainings),
      {
        title: "Two walkers at once",
        figures: [
          {
            svg: drawings.twoBin,
            caption: `The shock-forming start: probability that two walkers drawn at random sit in two given bins. Posterior predictive median, 50 % and 95 % interval of one fine-grained state (blue) against the mean of ${settings.runs} simulations with its own 95 % sampling interval (orange). (After Fig. 19 of the paper.)`,
          },
        ],
        tables: [twoBinTable(evaluations, settings)],
      },
      scoreSection(drawings, evaluations, settings),
      {
        title: "What the law depends on",
        paragraphs: [
          "The paper does not say which starting densities it used. From smooth ones, *X*_{j−1}, *X*_{j} and *X*_{j+1} are nearly alike, and so are their products: the forecasts may be as good or better, but which of the products stay is chance and differs from seed to seed. Lower densities leave the expansion of the upwind scheme at its values near even spread, but make weak terms hard to tell from zero.",
        ],
        tables: [otherDataTable(trainings, evaluations, settings)],
        figures: [
          {
            svg: drawings.wave,
            caption:
              "A wave that forms a shock at the same time as the crowd but begins between a third of even spread and twice as much; symbols as in the first figure.",
          },
        ],
      },
      { title: "The paper's claims", tables: [paperTable(trainings, evaluations, settings)] },
    ],
    limits: [
      `The starting densities of the training data, a Gaussian process in log density with standard deviation ${family.sigma} and correlation length ${family.length} bin, and the threshold of the elimination, ${threshold}, were chosen with these starts in view: for terms that stay the same from seed to seed, and for the errors above. So was the shock-forming start itself; a higher sine whose shock forms at the same time is forecast less well, as the table of other starts shows.`,
      "Other seeds give other data and another law. The terms of the upwind scheme stay, but the small one two bins upstream is near the threshold: it is mostly *X*_{j−2}^{2} or *X*_{j−2} *X*_{j−1}, and with some seeds there is none. Without it shocks are forecast less well, and the coverage of the 95 % intervals may fall below 90 %.",
      "Rough starts, as those of the training data, are forecast badly after the first step (last column of Table 4): their walkers do not stay evenly spread within the bins, which the law supposes at every step. Its intervals do not know.",
      "The forecast of a shock is diffusive, as that of a first-order scheme on 24 bins is, and more so; the solution of the equation on a finer grid is far better. The point is that the law was found without the equation.",
      "The noise of the law stands for what a few polynomial terms cannot express. It is drawn independently for each step and bin and equally everywhere, so smooth stretches get intervals somewhat too wide and shocks too narrow.",
      "The number *c* that sets the time to the shock is not in the paper; with a density that integrates to 1 and *c* = 1, profiles would cross the range of the law within a coarse step.",
    ],
    receipt,
  };
}

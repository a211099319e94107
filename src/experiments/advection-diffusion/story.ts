import type {
  ReportFigure,
  ReportRecord,
  ReportSection,
  ReportTable,
} from "../../report/record.js";
import { diffusivity, velocity } from "../../simulate/advection-diffusion.js";
import { decimal, equation, percent, term } from "../walkers/law-text.js";
import {
  ofRival,
  onCoarse,
  onFine,
  referenceError,
  type StepSummary,
  summarise,
} from "../walkers/summary.js";
import { exactWeights } from "./exact-law.js";
import { type Settings, tableSteps } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";

/** The figures of the report. */
export interface Drawings {
  readonly profiles: string;
  readonly spaceTime: string;
  readonly coefficients: string;
  readonly bound: string;
  readonly twoBin: string;
  readonly calibration: string;
  readonly errorOverTime: string;
  readonly block: string;
  /** Two rows of `profiles`, to stand alone. */
  readonly summary: string;
}

function lawTable(trainings: Trainings): ReportTable {
  const exact = exactWeights(trainings.system);
  const names = new Set(
    trainings.bySize.flatMap(({ posterior }) =>
      posterior.coefficients.filter(({ active }) => active).map(({ name }) => name),
    ),
  );
  const order = trainings.chosen.posterior.coefficients.filter(({ name }) => names.has(name));
  return {
    caption:
      "Every coefficient that at least one fit keeps: mean ± standard deviation, with the coarse states integrated out; a dash where the fit dropped it. Last column: exact probability that a walker moves by that many bins in one coarse step.",
    columns: [
      { title: "term" },
      ...trainings.bySize.map(({ sequences }) => ({ title: `*N* = ${sequences}`, number: true })),
      { title: "exact", number: true },
    ],
    rows: order.map(({ name }) => [
      term(name),
      ...trainings.bySize.map(({ posterior }) => {
        const found = posterior.coefficients.find((c) => c.name === name);
        return found?.active ? `${decimal(found.mean)} ± ${found.sd.toFixed(3)}` : "–";
      }),
      exact.get(name)?.toFixed(3) ?? "",
    ]),
  };
}

function scoreTable(evaluations: Evaluations, { fineBins }: Settings): ReportTable {
  const row = (summary: StepSummary) => [
    percent(summary.relativeError),
    percent(summary.coverage),
    summary.width.toFixed(2),
    summary.crps.toFixed(3),
  ];
  const columns = ["error", "coverage", "width", "CRPS"];
  return {
    caption: `Held-out starts, on 24 and on ${fineBins} bins: relative error of the mean (median over starts), coverage of the 95 % interval, its mean width and the CRPS in units of the mean density (means over starts).`,
    columns: [
      { title: "*t* / Δ*t*" },
      ...[24, fineBins].flatMap((bins) =>
        columns.map((title, i) => ({
          title: i === 0 ? `${bins} bins: ${title}` : title,
          number: true,
        })),
      ),
    ],
    rows: tableSteps.map((step) => [
      `${step}`,
      ...row(summarise(evaluations.heldOut, onCoarse, step)),
      ...row(summarise(evaluations.heldOut, onFine, step)),
    ]),
  };
}

function comparisonTable(evaluations: Evaluations): ReportTable {
  const { heldOut } = evaluations;
  return {
    caption:
      "The same starts on 24 bins beside other forecasts, relative error of the mean, median over starts. Before elimination: the learned law with the terms too weak to be told from zero left in, and the coverage of its intervals. Persistence keeps the starting density. The exact one-walker law made the data; its error is the sampling noise of the reference alone.",
    columns: [
      { title: "*t* / Δ*t*" },
      { title: "learned law", number: true },
      { title: "before elimination", number: true },
      { title: "coverage", number: true },
      { title: "persistence", number: true },
      { title: "exact law", number: true },
    ],
    rows: tableSteps.map((step) => {
      const before = summarise(heldOut, ofRival("unabridged"), step);
      return [
        `${step}`,
        percent(summarise(heldOut, onCoarse, step).relativeError),
        percent(before.relativeError),
        percent(before.coverage),
        percent(referenceError(heldOut, "persistence", step)),
        percent(referenceError(heldOut, "exact-law", step)),
      ];
    }),
  };
}

function outsideTable(evaluations: Evaluations): ReportTable {
  const steps = [1, 5, 20, 50];
  const kinds = [
    { name: "walkers only, training family", members: evaluations.fromWalkers },
    {
      name: "rougher family (*σ* = .5, *ℓ* = 1.5 bins)",
      members: evaluations.outside.filter(({ name }) => name.startsWith("σ")),
    },
    ...["sine", "bump", "block"].map((profile) => ({
      name: profile,
      members: evaluations.outside.filter(({ name }) => name === profile),
    })),
  ];
  return {
    caption:
      "Starts the headline figures leave out, on 24 bins: relative error of the mean (median over starts) / coverage of the 95 % interval.",
    columns: [
      { title: "start" },
      ...steps.map((step) => ({ title: `${step} Δ*t*`, number: true })),
    ],
    rows: kinds.map(({ name, members }) => [
      name,
      ...steps.map((step) => {
        const { relativeError, coverage } = summarise(members, onCoarse, step);
        return `${percent(relativeError)} / ${percent(coverage)}`;
      }),
    ]),
  };
}

function forecastSection(drawings: Drawings, settings: Settings): ReportSection {
  const figures: ReportFigure[] = [
    {
      svg: drawings.profiles,
      caption: `A start the law never saw. Blue: posterior predictive median with 50 % and 95 % intervals of one future state of 2400 walkers; ticks: 95 % interval of the density alone, which leaves out the sampling of walkers. Orange, dashed: mean of ${settings.runs} fine-grained simulations from the same density; dots: one of them. Left: the bins of the law; right: four times as many, each walker uniform within its coarse bin. (After Fig. 12 and 13 of the paper.)`,
    },
    {
      svg: drawings.spaceTime,
      caption: `The same start in space and time, on 24 bins: mean of ${settings.runs} simulations, median forecast, their difference, and the width of the 95 % interval.`,
    },
  ];
  return {
    title: "Forecasts",
    paragraphs: [
      `Each forecast draws coefficients, noise and walkers anew for every path. The law was learned from bursts of a single coarse step; these are its futures up to ${settings.steps} steps on.`,
    ],
    figures,
  };
}

/** Words, tables and figures of the report. */
export function tellStory(
  trainings: Trainings,
  evaluations: Evaluations,
  drawings: Drawings,
  settings: Settings,
  receipt: ReportRecord["receipt"],
): ReportRecord {
  const { chosen, system, bySize } = trainings;
  const active = chosen.posterior.coefficients.filter(({ active: on }) => on);
  const near = summarise(evaluations.heldOut, onCoarse, 5);
  const far = summarise(evaluations.heldOut, onCoarse, settings.steps);
  const steps = Array.from({ length: settings.steps }, (_, k) => k + 1);
  const largest = Math.max(
    ...steps.map((step) => summarise(evaluations.heldOut, onCoarse, step).relativeError),
  );
  const coverages = steps.flatMap((step) =>
    [onCoarse, onFine].map((scores) => summarise(evaluations.heldOut, scores, step).coverage),
  );
  const products = active.filter(({ name }) => name.includes(","));
  return {
    title: "Advection–diffusion: a law of motion from short bursts of random walkers",
    claim: `From ${chosen.sequences} bursts of one coarse step each, ${active.length} of ${chosen.posterior.features.length} candidate terms remain, and forecasts of unseen starts are off by ${percent(near.relativeError)} after 5 coarse steps, by ${percent(far.relativeError)} after ${settings.steps} and at most by ${percent(largest)} (median relative *L*_{2} error of the mean density on ${system.grid.bins} bins, ${evaluations.heldOut.length} starts), their 95 % intervals covering ${percent(Math.min(...coverages))} to ${percent(Math.max(...coverages))} of the truth.`,
    sections: [
      {
        title: "The learned law",
        paragraphs: [
          `${system.walkers} walkers on the periodic interval [−1, 1) jump by ${system.parameters.jump} to the left or right with probabilities ${system.parameters.left} and ${system.parameters.right} in each of ${system.parameters.microStepsPerStep} micro steps of a coarse step: in the limit an advection–diffusion equation with velocity ${velocity(system).toFixed(4)} and diffusivity ${diffusivity(system).toExponential(1).replace("e-3", "·10^{−3}")}. The coarse state *X* is the logarithm of the density on ${system.grid.bins} bins; walkers are drawn from softmax(*X*), so none is ever lost.`,
          `Automatic relevance determination chose among ${chosen.posterior.features.length} terms, all first-order and ordered second-order products within six bins; terms with a marginal |mean/sd| below ${chosen.posterior.parameters.eliminate} were then eliminated. With *ε* standard normal noise:`,
        ],
        equation: equation(chosen.posterior.coefficients, chosen.posterior.state.precision[0]),
        tables: [lawTable(trainings)],
      },
      forecastSection(drawings, settings),
      {
        title: "Coefficients and bound",
        paragraphs: [
          "The weights of *X*_{j−1}, *X*_{j} and *X*_{j+1} are close to the exact probabilities of moving by one bin to the right, staying, and moving by one bin to the left, and their intervals shrink as data grow.",
          products.length === 0
            ? "No second-order term survives in this run."
            : `The paper reports every second-order term switched off. Here ${products.length} ${products.length === 1 ? "survives" : "survive"} at *N* = ${chosen.sequences}. Such terms are to be expected: the law of *X* is not that of the density, and to second order in the log density a walker that moves by *m* bins with probability *a*_{m} gives the products ½*a*_{m}(1 − *a*_{m}) *X*_{m}^{2} and −*a*_{m}*a*_{n} *X*_{m}*X*_{n}. The more data, the more of them can be told from zero.`,
        ],
        figures: [
          {
            svg: drawings.coefficients,
            caption: `Coefficients for ${bySize.map(({ sequences }) => sequences).join(", ")} training sequences: dot, posterior mean; thick bar, 50 %; thin bar, 95 % interval, the coarse states integrated out; hollow, pruned. Orange ticks: exact one-step bin weights. (After Fig. 11 of the paper.)`,
          },
          {
            svg: drawings.bound,
            caption: `Evidence lower bound for *N* = ${settings.boundSize}, all constants included. Blue: accelerated updates, guarded so that the bound never falls while the features stay the same; faint: the paper's own updates. Small falls mark the elimination of terms, after which another model is bounded. (After Fig. 10 of the paper.)`,
          },
        ],
      },
      {
        title: "Two walkers at once",
        figures: [
          {
            svg: drawings.twoBin,
            caption: `Probability that two walkers drawn at random sit in two given bins: posterior predictive median, 50 % and 95 % interval of one fine-grained state (blue) against the mean of ${settings.runs} simulations with its own 95 % sampling interval (orange). (After Fig. 14 of the paper.)`,
          },
        ],
      },
      {
        title: "Calibration and scores",
        figures: [
          {
            svg: drawings.calibration,
            caption: `Over ${evaluations.heldOut.length} held-out starts on 24 bins. (a) Distribution function of the probability integral transform of the simulated counts minus the uniform one, with a simultaneous 95 % band for one independent value for each start and bin. (b), (c) Coverage against nominal level, near and far, with binomial 95 % bars on the same count. All starts and steps are pooled, so starts that err in opposite ways cancel here; the next figure shows their spread.`,
          },
          {
            svg: drawings.errorOverTime,
            caption:
              "Relative error of the mean density (median over held-out starts) and coverage of the 95 % interval (mean over them) against time, ranges faint; persistence keeps the starting density.",
          },
        ],
        tables: [scoreTable(evaluations, settings), comparisonTable(evaluations)],
      },
      {
        title: "Outside the training family",
        paragraphs: [
          "The law is a second-order expansion in log density, learned near uniform density. It degrades where densities vary more than it has seen, and its intervals say so only in part.",
        ],
        tables: [outsideTable(evaluations)],
        figures: [
          {
            svg: drawings.block,
            caption:
              "A block of walkers, which no training start resembles; symbols as in the first figure.",
          },
        ],
      },
    ],
    limits: [
      "The starting densities are smooth and moderate: a centred Gaussian process in log density with standard deviation .3 and correlation length one bin. The paper does not say which family it used, and the coefficients depend on it.",
      "From walkers alone the first few intervals are too wide: the forecast allows for walkers drawn anew from an uncertain density, while the simulations move the very walkers seen.",
      `Elimination leaves out what cannot be told from zero, such as the exact weight ${(exactWeights(system).get("m=-2") ?? 0).toFixed(3)} at *m* = −2. Small weights add up over many steps; Table 3 shows the forecasts of the law before elimination beside those of the law that is printed.`,
      "The noise of the law stands for what a few polynomial terms cannot express. It is drawn independently for each step and bin, though what it stands for depends on the state.",
      "Walkers here do not interact, so the exact law is known and a linear solver would forecast better. The point is that the law was found without it.",
    ],
    receipt,
  };
}

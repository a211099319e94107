import type { ReportSection } from "../../report/record.js";
import { exactWeights } from "../advection-diffusion/exact-law.js";
import { decimal } from "../walkers/law-text.js";
import type { Data } from "./data.js";
import type { Findings } from "./findings.js";
import { recommended } from "./laws.js";
import { family, type Settings } from "./settings.js";
import type { Fits } from "./train.js";
import { grouped, small } from "./words.js";

/** What became of the network of the recommended form, in words. */
export function networkWords({ trial }: Findings): string {
  if (trial === undefined) return "";
  const gain = `${small(trial.gain)} ± ${small(trial.standardError)} nats for a sequence`;
  return trial.kept
    ? `The recommended form begins with a linear law by least squares, and held-out sequences asked for a network on top of it (gain: ${gain}).`
    : `The recommended form begins with a linear law by least squares and keeps a network on top of it only where held-out sequences ask for one. Here they did not (gain: ${gain}), so the law that forecasts is linear.`;
}

/** Weights of the recommended form's linear part beside the exact ones of the first step. */
function weightTable({ system }: Data, { deep }: Fits) {
  const coefficients = deep.find(({ law }) => law === recommended)?.posterior.coefficients ?? [];
  if (coefficients.length === 0) return [];
  const exact = exactWeights(system);
  return [
    {
      caption:
        "Recommended form: weight of bin *j* + *m* in the next share of bin *j* (linear part), and the exact probability of that move in the first step, from walkers uniform in their bins. Later steps begin with walkers that lie closer to where they came from, and have weights of their own.",
      columns: [
        { title: "*m*" },
        { title: "learned", number: true },
        { title: "exact, first step", number: true },
      ],
      rows: coefficients.map(({ name, mean, sd }) => [
        name.slice(2).replace("-", "−"),
        `${decimal(Math.abs(mean) < 5e-4 ? 0 : mean)} ± ${sd.toFixed(3)}`,
        decimal(exact.get(name) ?? 0),
      ]),
    },
  ];
}

/** The system, and the two forms of the law. */
export function lawSection(
  settings: Settings,
  data: Data,
  fits: Fits,
  findings: Findings,
): ReportSection {
  const { walkers, grid, timeStep, parameters } = data.system;
  return {
    title: "The laws",
    paragraphs: [
      `${grouped(walkers)} walkers on the periodic interval [−1, 1) jump by 1/640 to the left or right with probabilities ${parameters.left} and ${parameters.right} in each of ${parameters.microStepsPerStep} micro steps of a coarse step Δ*t* = ${timeStep}. The coarse state *X* holds the shares of the walkers in ${grid.bins} bins. ${settings.sequences} sequences of ${settings.observedSteps + 1} snapshots are learned from; ${settings.starts} others are forecast, either from a known starting density or, as in the paper, from as many snapshots. Starting densities are a Gaussian process in log density with standard deviation ${family.sigma} and correlation length ${family.length} bins. Walkers do not interact, so the exact density is known, and errors are relative *L*_{2} errors of the mean against it.`,
      "Published form: *NN* is a dense network of 25 inputs, 25 rectified units and 25 outputs; counts are multinomial in *X*; *q*(*X*) is lognormal without correlation between bins; and the mass of every state is virtually observed to be 1, with variance 10^{−9}. Recommended form: a flux between neighbouring bins, the same function of the bins around it everywhere; states on the simplex; each snapshot learned from given the walkers of the one before; and a first step with a law of its own, since walkers that were just placed are uniform in their bins and later ones are not.",
      networkWords(findings),
    ].filter((text) => text !== ""),
    equation:
      "*X*_{t+1} = *f*(*X*_{t}) + *σ*_{r} *ε*; published *f* = *X* + *NN*(*X*), recommended *f*_{j} = *X*_{j} + *F*_{j−1/2} − *F*_{j+1/2}",
    tables: weightTable(data, fits),
  };
}

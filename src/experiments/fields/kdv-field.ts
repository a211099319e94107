import { kdvField } from "../../simulate/fields/kdv-field.js";
import { fieldExperiment } from "./experiment.js";
import type { FieldProblem } from "./problem.js";
import { fullOnRing, originalStarts, quickOnRing } from "./ring.js";

/** The Korteweg-de Vries equation on a periodic line (Ilersich & Nair 2025). */
export const kdvFieldProblem: FieldProblem = {
  name: "kdv-field",
  summary:
    "the Korteweg-de Vries equation on 1000 points: a latent SDE of 20 cells and a few microscale numbers, beside baselines that know the equation and that do not (2025 paper)",
  title: "The Korteweg–de Vries equation: a stochastic multiscale model",
  equation: "*u*_{t} = −*u* *u*_{x} − .02 *u*_{xxx}",
  family: "wave packets of random height and width",
  system: kdvField,
  spaceLabels: ["*x*"],
  errorTimes: 50,
  intervals: 10,
  shownTimes: [0.2, 0.4, 0.6, 0.8, 1],
  starts: originalStarts,
  horizon: 2,
  published: { multiscale: 0.058, closure: 0.317 },
  aims: { noisy: 0.026, clean: 0.014, linear: 0.09 },
  level: 0.95,
  full: fullOnRing,
  quick: quickOnRing,
};

/** `kdv-field` of the command line. */
export const kdvFieldExperiment = fieldExperiment(kdvFieldProblem);

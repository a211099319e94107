import { burgersField } from "../../simulate/fields/burgers-field.js";
import { fieldExperiment } from "./experiment.js";
import type { FieldProblem } from "./problem.js";
import { fullOnRing, originalStarts, quickOnRing } from "./ring.js";

/** The Burgers equation on a periodic line: section 4.1 of Ilersich & Nair 2025. */
export const burgersFieldProblem: FieldProblem = {
  name: "burgers-field",
  summary:
    "the viscous Burgers equation on 1000 points: a latent SDE of 20 cells and a few microscale numbers, beside baselines that know the equation and that do not (2025 paper)",
  title: "Burgers’ equation: a stochastic multiscale model",
  equation: "*u*_{t} = −*u* *u*_{x} + *ν* *u*_{xx},   *ν* = 5·10^{−4}",
  family: "Gaussian humps of random height and width",
  system: burgersField,
  spaceLabels: ["*x*"],
  errorTimes: 50,
  intervals: 10,
  shownTimes: [0.2, 0.4, 0.6, 0.8, 1],
  starts: originalStarts,
  horizon: 2,
  published: { multiscale: 0.011, closure: 0.105 },
  aims: { noisy: 0.0155, clean: 0.009, linear: 0.04 },
  level: 0.95,
  full: fullOnRing,
  quick: quickOnRing,
};

/** `burgers-field` of the command line. */
export const burgersFieldExperiment = fieldExperiment(burgersFieldProblem);

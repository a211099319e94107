import { burgersField2d } from "../../simulate/fields/burgers-2d-field.js";
import { fieldExperiment } from "./experiment.js";
import type { FieldProblem, Sizes } from "./problem.js";

const full: Sizes = {
  training: 18,
  validation: 4,
  tests: 12,
  draws: 32,
  forms: [{ form: "pod", label: "form on modes", trainingSeeds: 2, budgets: [100, 300, 1000] }],
  sweep: { dimensions: [0, 1, 2, 3, 4, 5], steps: 2000, draws: 8 },
  baselines: [
    {
      model: "pod-dmd",
      label: "POD–DMD",
      knows: "data alone",
    },
    {
      model: "operator-inference",
      label: "operator inference",
      knows: "data alone",
    },
    { model: "coarse-direct", label: "coarse simulation", knows: "equation" },
    { model: "pod-galerkin", label: "POD–Galerkin", knows: "equation" },
  ],
};

const quick: Sizes = {
  ...full,
  training: 6,
  validation: 1,
  tests: 2,
  draws: 16,
  forms: [
    {
      form: "pod",
      label: "form on modes",
      parameters: { steps: 600 },
      trainingSeeds: 1,
      budgets: [100],
    },
  ],
  sweep: { dimensions: [0, 5], steps: 200, draws: 4 },
};

/** The Burgers equation on a square (Ilersich & Nair 2025). */
export const burgers2dFieldProblem: FieldProblem = {
  name: "burgers-2d-field",
  summary:
    "the viscous Burgers equation on 128 x 128 points: a latent SDE of 8 x 8 cells and a few microscale numbers, beside baselines that know the equation and that do not (2025 paper)",
  title: "Burgers’ equation on a square: a stochastic multiscale model",
  equation: "*u*_{t} = −*u* (*u*_{x} + *u*_{y}) + *ν* (*u*_{xx} + *u*_{yy}),   *ν* = .005",
  family: "Gaussian humps of random height and width",
  // One step for each recorded one, in test trajectories as in the training data.
  system: (overrides) => burgersField2d({ subSteps: 1, ...overrides }),
  spaceLabels: ["*y*", "*x*"],
  errorTimes: 20,
  intervals: 5,
  shownTimes: [0.2, 0.4, 0.6, 0.8, 1],
  starts: [
    { name: "original", label: "starts of the training family" },
    { name: "random", label: "random positions" },
  ],
  horizon: 2,
  published: { multiscale: 0.013, closure: 0.127 },
  aims: { noisy: 0.008, clean: 0.0055 },
  level: 0.95,
  full,
  quick,
};

/** `burgers-2d-field` of the command line. */
export const burgers2dFieldExperiment = fieldExperiment(burgers2dFieldProblem);

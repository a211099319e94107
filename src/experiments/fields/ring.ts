import type { BaselinePlan, Sizes, StartFamily } from "./problem.js";

/** Starts of forecasts on a periodic line. */
export const originalStarts: readonly StartFamily[] = [
  { name: "original", label: "starts of the training family", horizon: 2 },
  { name: "shifted", label: "the same, shifted by 5 % of the domain", horizon: 1 },
  { name: "random", label: "random positions", horizon: 2 },
];

const baselines: readonly BaselinePlan[] = [
  {
    model: "pod-dmd",
    label: "POD and dynamic mode decomposition",
    knows: "data alone",
    size: "modes",
  },
  {
    model: "operator-inference",
    label: "quadratic operator inference",
    knows: "data alone",
    size: "modes",
  },
  { model: "stencil-ode", label: "stencil neural ODE", knows: "data alone", size: "cells" },
  { model: "coarse-direct", label: "coarse simulation", knows: "equation", size: "cells" },
  { model: "muscl", label: "MUSCL", knows: "equation", size: "cells" },
  { model: "weno5", label: "WENO5", knows: "equation", size: "cells" },
  { model: "pod-galerkin", label: "POD–Galerkin", knows: "equation", size: "modes" },
  { model: "spectral-field", label: "spectral", knows: "equation", size: "points" },
];

/** A full run on 1000 points of a ring. */
export const fullOnRing: Sizes = {
  training: 8,
  validation: 1,
  tests: 16,
  draws: 64,
  forms: [
    { form: "equivariant", label: "equivariant form", trainingSeeds: 1, budgets: [] },
    { form: "pod", label: "form on modes", trainingSeeds: 2, budgets: [100, 300, 1000, 3000] },
  ],
  sweep: { dimensions: [0, 1, 2, 3, 4, 5], steps: 0, draws: 16 },
  baselines,
};

/** A quick one. */
export const quickOnRing: Sizes = {
  ...fullOnRing,
  tests: 4,
  draws: 32,
  forms: [
    { form: "equivariant", label: "equivariant form", trainingSeeds: 1, budgets: [] },
    { form: "pod", label: "form on modes", trainingSeeds: 1, budgets: [100, 1000] },
  ],
  sweep: { dimensions: [0, 5], steps: 1000, draws: 8 },
};

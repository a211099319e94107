import type { BaselinePlan, Sizes, StartFamily } from "./problem.js";

/** Starts of forecasts on a periodic line. */
export const originalStarts: readonly StartFamily[] = [
  { name: "original", label: "starts of the training family" },
  { name: "shifted", label: "the same, shifted by 5 % of the domain" },
  { name: "random", label: "random positions" },
];

const baselines: readonly BaselinePlan[] = [
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
  { model: "stencil-ode", label: "stencil neural ODE", knows: "data alone" },
  { model: "coarse-direct", label: "coarse simulation", knows: "equation" },
  { model: "muscl", label: "MUSCL", knows: "equation" },
  { model: "weno5", label: "WENO5", knows: "equation" },
  { model: "pod-galerkin", label: "POD–Galerkin", knows: "equation" },
  { model: "spectral-field", label: "spectral, 60 numbers", knows: "equation" },
  {
    model: "spectral-field",
    label: "spectral, 100 numbers",
    parameters: { cells: 100 },
    knows: "equation",
  },
  {
    model: "spectral-field",
    label: "spectral, 100, grid’s symbols",
    parameters: { cells: 100, symbol: "fine" },
    knows: "equation",
  },
];

/** A full run on 1000 points of a ring. */
export const fullOnRing: Sizes = {
  training: 8,
  validation: 8,
  tests: 16,
  draws: 32,
  forms: [
    {
      form: "equivariant",
      label: "equivariant form",
      trainingSeeds: 2,
      budgets: [],
      // Shifts by a cell change nothing but the noise.
      starts: ["original", "random"],
    },
    {
      form: "pod",
      label: "form on modes",
      trainingSeeds: 2,
      budgets: [100, 300, 1000],
    },
    { form: "published", label: "published form", trainingSeeds: 1, budgets: [] },
  ],
  sweep: { dimensions: [0, 1, 2, 3, 4, 5], steps: 3000, draws: 8 },
  baselines,
};

/** A quick one: fewer trajectories, shorter fits. */
export const quickOnRing: Sizes = {
  ...fullOnRing,
  validation: 2,
  tests: 3,
  draws: 16,
  forms: [
    {
      form: "equivariant",
      label: "equivariant form",
      parameters: { steps: 600, pushforward: 60 },
      trainingSeeds: 1,
      budgets: [],
      starts: ["original", "random"],
    },
    {
      form: "pod",
      label: "form on modes",
      parameters: { steps: 1000 },
      trainingSeeds: 1,
      budgets: [100, 300],
    },
  ],
  sweep: { dimensions: [0, 5], steps: 300, draws: 4 },
  baselines: baselines.map((plan) =>
    plan.model === "stencil-ode" ? { ...plan, parameters: { steps: 600, pushforward: 60 } } : plan,
  ),
};

/** The Burgers problem on few points and times, with a few steps of training: a run of seconds. */
import type { ExperimentContext } from "../../../src/experiments/experiment.js";
import { burgersFieldProblem } from "../../../src/experiments/fields/burgers-field.js";
import type { FieldProblem, Sizes } from "../../../src/experiments/fields/problem.js";
import { inlineExecutor } from "../../../src/parallel/inline.js";
import { burgersField } from "../../../src/simulate/fields/burgers-field.js";

export const tinyProblem: FieldProblem = {
  ...burgersFieldProblem,
  system: (overrides) => burgersField({ points: 100, steps: 60, viscosity: 5e-3, ...overrides }),
  errorTimes: 20,
  intervals: 5,
};

export const tinySizes: Sizes = {
  training: 3,
  validation: 1,
  tests: 2,
  draws: 6,
  forms: [
    {
      form: "pod",
      label: "form on modes",
      parameters: { steps: 40, modes: 12 },
      trainingSeeds: 2,
      budgets: [10],
    },
  ],
  sweep: { dimensions: [0, 2], steps: 10, draws: 2 },
  baselines: [{ model: "pod-dmd", label: "DMD", parameters: { rank: 6 }, knows: "data alone" }],
};

export function tinyContext(given: Partial<ExperimentContext> = {}): ExperimentContext {
  return {
    seed: 3,
    quick: true,
    executor: inlineExecutor(),
    version: "0.0.0",
    now: () => performance.now() / 1000,
    ...given,
  };
}

import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { burstsOf, createBursts } from "./bursts.js";
import type { StateInference } from "./inference.js";
import { createLawSpace, type LawSpace } from "./law-space.js";
import type { SparseBayesParameters } from "./parameters.js";

/** The data in linear memory, as inference needs them. */
export interface Problem extends LawSpace {
  readonly seed: number;
  readonly bins: number;
  readonly inference: StateInference;
}

/** The coarse states the sequences began from; the model learns from these to the first step after. */
function knownStarts(data: Dataset): Float64Array {
  if (data.initialState === undefined) {
    throw invalidData(
      "dataset",
      "initial_state, the coarse state each sequence was drawn from",
      "none",
      "Simulate the sequences from known coarse states.",
    );
  }
  if (data.steps !== 1) {
    throw invalidData(
      "dataset",
      "one coarse step in each sequence",
      `${data.steps} steps`,
      "Simulate with one step; many short bursts teach more than a few long ones.",
    );
  }
  return data.initialState;
}

/**
 * Lays out a dataset for inference.
 *
 * @throws InvalidData if the dataset has no initial states or more than one coarse step
 */
export function createProblem(
  kernel: Kernel,
  data: Dataset,
  parameters: SparseBayesParameters,
  seed: number,
): Problem {
  const start = knownStarts(data);
  const space = createLawSpace(kernel, parameters);
  const inference = createBursts(space, burstsOf(data, start), seed);
  return { ...space, seed, bins: data.grid.bins, inference };
}

/** Shape of q(v). */
export function precisionShape({ parameters, inference, bins }: Problem): number {
  const shared = parameters.precision === "shared";
  return parameters.gamma0 + (inference.transitions * (shared ? bins : 1)) / 2;
}

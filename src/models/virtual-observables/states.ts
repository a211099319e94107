import type { Kernel } from "../../kernel/load.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { type CoarseStates, createCoarseStates } from "./coarse-states.js";
import { lawEvaluator } from "./evaluate-law.js";
import type { VirtualObservablesFields } from "./fields.js";
import { type Columns, gaussianSampler } from "./gaussian-states.js";
import { liftedLaw } from "./lifted-flux.js";
import { type NoisyLaw, pushedSampler } from "./pushed-states.js";

type StateFields = Pick<
  VirtualObservablesFields,
  "parameters" | "grid" | "gaussian" | "order" | "lengths"
>;

/** The law in float64, of any step and of the first after walkers were placed. */
export function noisyLaw(
  network: NetworkKernel,
  { law, lifted, noise, grid }: Pick<VirtualObservablesFields, "law" | "lifted" | "noise" | "grid">,
): NoisyLaw {
  const step = lawEvaluator(network, law, grid.bins);
  return { step, first: lifted && liftedLaw(step, lifted, grid.bins), noise };
}

/** Columns of all snapshots, or of the first of each sequence. */
function columnsOf({ grid, order, lengths }: StateFields, firstOnly: boolean): Columns {
  const own = firstOnly ? lengths.map(() => 1) : lengths;
  const times = own[0];
  const firstColumn = new Int32Array(times + 1);
  for (let t = 0; t < times; t++) {
    firstColumn[t + 1] = firstColumn[t] + own.filter((length) => length > t).length;
  }
  return { bins: grid.bins, columns: firstColumn[times], order, lengths: own, firstColumn };
}

/**
 * Coarse states that a posterior, or an inference with its law, holds.
 *
 * @param sequences of the dataset, those without any observed snapshot included
 */
export function coarseStates(
  kernel: Kernel,
  law: NoisyLaw,
  fields: StateFields,
  sequences: number,
): CoarseStates {
  const { parameters, grid, gaussian, order, lengths } = fields;
  const living = parameters.walkers === "living";
  const start = gaussianSampler(kernel, gaussian, columnsOf(fields, living), parameters.states);
  const lengthOf = new Int32Array(sequences);
  order.forEach((sequence, k) => {
    lengthOf[sequence] = lengths[k];
  });
  const shape = { sequences, times: lengths[0], bins: grid.bins, lengths: lengthOf };
  const sampler = living ? pushedSampler(kernel, start, law, grid.bins, lengthOf) : start;
  return createCoarseStates(shape, sampler);
}

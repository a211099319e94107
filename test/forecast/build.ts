import { Dataset } from "../../src/dataset/dataset.js";
import { Ensemble, type EnsembleFields } from "../../src/forecast/ensemble.js";
import type { Kernel } from "../../src/kernel/instantiate.js";
import { multinomial, openStream } from "../../src/kernel/random.js";

export const provenance = { version: "0", command: "test", name: "test", parameters: {}, seed: 9 };

/** Rows of multinomial counts, shape [row, step, bin], of one law for each step. */
export function multinomialRows(
  kernel: Kernel,
  laws: readonly ArrayLike<number>[],
  rows: number,
  walkers: number,
  seed: number,
): Uint32Array {
  const bins = laws[0].length;
  const counts = new Uint32Array(rows * laws.length * bins);
  const mark = kernel.arena.mark();
  const stream = openStream(kernel, seed);
  const probabilities = kernel.arena.f64(bins);
  const out = kernel.arena.u32(bins);
  for (let row = 0; row < rows * laws.length; row++) {
    probabilities.view.set(laws[row % laws.length]);
    multinomial(kernel, stream, probabilities, walkers, out);
    counts.set(out.view, row * bins);
  }
  kernel.arena.release(mark);
  return counts;
}

/** Fields of an ensemble on [-1, 1) with unit steps, from its counts; all draws live unless told. */
export function fieldsOf(
  counts: Uint32Array,
  draws: number,
  steps: number,
  walkers: number,
  more: Partial<EnsembleFields> = {},
): EnsembleFields {
  return {
    grid: { domain: [-1, 1], bins: counts.length / draws / steps },
    walkers,
    time: Float64Array.from({ length: steps }, (_, step) => step + 1),
    draws,
    counts,
    state: new Float64Array(draws * steps * 2),
    divergedAt: new Int32Array(draws).fill(-1),
    seed: 5,
    provenance,
    ...more,
  };
}

/** An ensemble of multinomial draws. */
export function multinomialEnsemble(
  kernel: Kernel,
  laws: readonly ArrayLike<number>[],
  draws: number,
  walkers: number,
  seed: number,
  more: Partial<EnsembleFields> = {},
): Ensemble {
  const counts = multinomialRows(kernel, laws, draws, walkers, seed);
  return new Ensemble(fieldsOf(counts, draws, laws.length, walkers, more), kernel);
}

/** Reference runs: a start of no interest, then one snapshot for each law. */
export function multinomialTruth(
  kernel: Kernel,
  laws: readonly ArrayLike<number>[],
  runs: number,
  walkers: number,
  seed: number,
): Dataset {
  return new Dataset({
    grid: { domain: [-1, 1], bins: laws[0].length },
    time: Float64Array.from({ length: laws.length + 1 }, (_, step) => step),
    sequences: runs,
    walkers,
    counts: multinomialRows(kernel, [laws[0], ...laws], runs, walkers, seed),
    provenance,
  });
}

/** A law on `bins` bins with weights from 1 to about 3. */
export function wavyLaw(bins: number, phase = 0): Float64Array {
  const weights = Float64Array.from(
    { length: bins },
    (_, j) => 2 + Math.sin((2 * Math.PI * j) / bins + phase),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

import type { Kernel } from "../../kernel/load.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import type { SequenceSampler } from "./coarse-states.js";
import type { LawEvaluator } from "./evaluate-law.js";

/** Purpose of the streams of the law's noise: one for each time, each some numbers on. */
const noiseStream = 10;
const purposes = 16;

/** A law in float64 with its noise. */
export interface NoisyLaw {
  readonly step: LawEvaluator;
  /** The law of the step after walkers were placed, where it is another. */
  readonly first?: LawEvaluator | undefined;
  /** Standard deviation of the noise, in units of the mean share. */
  readonly noise: number;
}

/**
 * States of walkers that live on. Given the law, the first snapshot holds all that there is to know of the density its walkers
 * were drawn from: later ones are the same walkers, moved. So q(X_0) is the posterior of the first snapshot alone, and X_t is
 * X_0 carried on by the law.
 *
 * @param start draws of the first snapshot, [time 1][bin][draw]
 * @param lengths snapshots of each sequence
 */
export function pushedSampler(
  kernel: Kernel,
  start: SequenceSampler,
  law: NoisyLaw,
  bins: number,
  lengths: Int32Array,
): SequenceSampler {
  return (sequence, times, draws, seed) => {
    const size = bins * draws;
    const drawn = new Float64Array(times * size).fill(Number.NaN);
    const known = lengths[sequence] ?? 0;
    if (known === 0) return drawn;
    drawn.set(start(sequence, 1, draws, seed));
    const mark = kernel.arena.mark();
    const z = kernel.arena.f64(bins);
    const state = new Float64Array(size);
    const next = new Float64Array(size);
    for (let t = 1; t < known; t++) {
      const before = drawn.subarray((t - 1) * size, t * size);
      for (let i = 0; i < size; i++) state[i] = before[i] * bins;
      (t === 1 && law.first ? law.first : law.step)(state, draws, next);
      const stream = openStream(kernel, seed, sequence, noiseStream + purposes * t);
      for (let draw = 0; draw < draws; draw++) {
        fillNormal(kernel, stream, z);
        addConservingNoise(next, z.view, law.noise, draws, draw);
      }
      const after = drawn.subarray(t * size, (t + 1) * size);
      for (let i = 0; i < size; i++) after[i] = next[i] / bins;
    }
    kernel.arena.release(mark);
    return drawn;
  };
}

/** Adds level times normals without their mean over the bins, so that mass is kept, to one column. */
function addConservingNoise(
  states: Float64Array,
  normals: Float64Array,
  level: number,
  columns: number,
  column: number,
): void {
  const bins = normals.length;
  const scale = level * Math.sqrt(bins / Math.max(1, bins - 1));
  const mean = normals.reduce((sum, z) => sum + z, 0) / bins;
  for (let j = 0; j < bins; j++) states[j * columns + column] += scale * (normals[j] - mean);
}

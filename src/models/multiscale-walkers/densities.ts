import type { Dataset } from "../../dataset/dataset.js";
import type { FieldGrid } from "../../dataset/field-grid.js";
import { checkSequenceIndex, type FieldSource } from "../../dataset/field-source.js";
import { binWidth, type Grid } from "../../types.js";

/** The centres of bins as points of a periodic field. */
export function densityGrid({ domain: [from, to], bins }: Grid): FieldGrid {
  const half = (to - from) / bins / 2;
  return { domain: [[from + half, to + half]], points: [bins], periodic: true };
}

/**
 * Standard deviation of a bin's density about that of the law, over the snapshots of some sequences: walkers are drawn from a
 * multinomial, Var m / (n w) = p (1 - p) / (n w^2), whose mean over bins is estimated without bias from p = m / n.
 */
function samplingNoise(data: Dataset, sequences: readonly number[]): number {
  const { walkers, grid, time } = data;
  let sum = 0;
  for (const i of sequences) {
    for (let t = 0; t < time.length; t++) {
      for (const m of data.countsAt(i, t)) sum += (m / walkers) * (1 - m / walkers);
    }
  }
  const width = binWidth(grid);
  const values = sequences.length * time.length * grid.bins;
  return Math.sqrt(sum / values / Math.max(1, walkers - 1)) / width;
}

/**
 * Densities m / (n w) of the walkers of some sequences as trajectories of a field, each at `rolls` places, evenly spaced, of the
 * periodic domain; `rolls` divides the bins. The noise is that of sampling, see above.
 */
export function densityFields(
  data: Dataset,
  sequences: readonly number[],
  rolls: number,
): FieldSource {
  const { grid, time, walkers, provenance } = data;
  const { bins } = grid;
  const unit = 1 / (walkers * binWidth(grid));
  const total = sequences.length * rolls;
  return {
    kind: "fields",
    grid: densityGrid(grid),
    time,
    sequences: total,
    noise: samplingNoise(data, sequences),
    provenance,
    async sequence(index) {
      checkSequenceIndex(index, total);
      const shift = (index % rolls) * (bins / rolls);
      const field = new Float32Array(time.length * bins);
      for (let t = 0; t < time.length; t++) {
        const counts = data.countsAt(sequences[Math.floor(index / rolls)], t);
        for (let j = 0; j < bins; j++) field[t * bins + ((j + shift) % bins)] = unit * counts[j];
      }
      return { field };
    },
  };
}

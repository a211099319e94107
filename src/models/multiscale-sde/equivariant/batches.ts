import { matmul } from "../../../autodiff/products.js";
import type { Tape } from "../../../autodiff/tensor.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import { declareNoise } from "../noise.js";
import type { RecordedBatch } from "../train.js";
import { equivariantModel } from "./model.js";
import { type EquivariantParts, latentUnits } from "./parts.js";
import { cellProjector } from "./projector.js";
import type { FieldTables } from "./tables.js";

/** First standard deviation of the latent posterior, and first error of the drift as a share of the rates. */
const first = { scale: 0.01, error: 0.1 };

/** [local * cells][local]: a number of each local one for all cells. */
function spread({ cells, local }: EquivariantParts): Float64Array {
  return Float64Array.from({ length: local * cells * local }, (_, i) => {
    return Math.floor(i / local / cells) === i % local ? 1 : 0;
  });
}

/**
 * Batches of snapshots at random times, each rolled by a random number of points: on a ring they are as good as any. What is
 * observed are the smoothed fields, which the posterior's means are made of anyway: their noise is a third, and weak fields and
 * slow drifts show through it.
 */
export function recordSnapshots(
  network: NetworkKernel,
  tape: Tape,
  parts: EquivariantParts,
  tables: FieldTables,
  batch: number,
): RecordedBatch {
  const { cells, local, basis, scale, rates } = parts;
  const snapshots = Math.max(1, Math.floor(batch / 2));
  const model = equivariantModel(parts);
  const latent = model.declare(tape);
  const pattern = tape.input(local * cells, local, spread(parts));
  const noise = declareNoise(tape, rates, first);
  const mean = tape.input(model.dimension, snapshots);
  const rate = tape.input(model.dimension, snapshots);
  const observed = tape.input(model.outputs, snapshots);
  const projector = cellProjector(network, basis, cells, snapshots);
  const { factor, shift } = latentUnits(parts);
  const unit = new Float64Array(basis.count).fill(1 / scale);
  const all = tables.times * tables.sequences;
  const repeated = (values: ArrayLike<number>) =>
    Float64Array.from({ length: local * cells }, (_, i) => values[Math.floor(i / cells)]);
  return {
    latent,
    posterior: { mean, rate, logScale: matmul(pattern, noise.logScale) },
    logDispersion: matmul(pattern, noise.logDispersion),
    observed,
    scales: () => {
      const { logScale, logDispersion } = noise.scales();
      return { logScale: repeated(logScale), logDispersion: repeated(logDispersion) };
    },
    fill: (uniforms) => {
      const drawn = uniforms(2 * snapshots);
      const which = Int32Array.from({ length: snapshots }, (_, i) => Math.floor(drawn[i] * all));
      const roll = which.map((_, i) => Math.floor(drawn[snapshots + i] * tables.points));
      projector.project(tables.smoothed, which, roll, factor, mean.value);
      projector.project(tables.rate, which, roll, factor, rate.value);
      projector.project(tables.smoothed, which, roll, unit, observed.value);
      const { value } = mean;
      for (let i = 0; i < cells * snapshots; i++) value[i] -= shift;
    },
  };
}

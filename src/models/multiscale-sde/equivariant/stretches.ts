import type { Tape } from "../../../autodiff/tensor.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { RecordedStretch } from "../pushforward.js";
import { equivariantModel } from "./model.js";
import { type EquivariantParts, latentUnits } from "./parts.js";
import { cellProjector } from "./projector.js";
import type { FieldTables } from "./tables.js";

/** How long stretches are, and how many make a batch. */
export interface StretchOptions {
  readonly steps: number;
  /** Snapshots in each step. */
  readonly stride: number;
  readonly batch: number;
  /** Variance of noise that is allowed for in an observed number beside that of the field. */
  readonly floor: number;
}

/** Stretches of smoothed trajectories from random times, each rolled by a random number of points. */
export function recordStretches(
  network: NetworkKernel,
  tape: Tape,
  parts: EquivariantParts,
  tables: FieldTables,
  { steps, stride, batch, floor }: StretchOptions,
): RecordedStretch {
  const { cells, basis, scale } = parts;
  const model = equivariantModel(parts);
  const latent = model.declare(tape);
  const start = tape.input(model.dimension, batch);
  const targets = Array.from({ length: steps }, () => tape.input(model.outputs, batch));
  const variance = tape.input(model.outputs, 1, new Float64Array(model.outputs).fill(floor));
  const projector = cellProjector(network, basis, cells, batch);
  const { factor, shift } = latentUnits(parts);
  const unit = new Float64Array(basis.count).fill(1 / scale);
  const room = tables.times - steps * stride;
  return {
    ...{ latent, start, targets, variance },
    fill: (uniforms) => {
      const drawn = uniforms(3 * batch);
      const which = Int32Array.from({ length: batch }, (_, i) => {
        const sequence = Math.floor(drawn[i] * tables.sequences);
        return sequence * tables.times + Math.floor(drawn[batch + i] * room);
      });
      const roll = which.map((_, i) => Math.floor(drawn[2 * batch + i] * tables.points));
      projector.project(tables.smoothed, which, roll, factor, start.value);
      const { value } = start;
      for (let i = 0; i < cells * batch; i++) value[i] -= shift;
      targets.forEach((target, k) => {
        const then = which.map((t) => t + (k + 1) * stride);
        projector.project(tables.smoothed, then, roll, unit, target.value);
      });
    },
  };
}

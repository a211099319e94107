import type { Tape } from "../../autodiff/tensor.js";
import type { FieldTables } from "../multiscale-sde/equivariant/tables.js";
import type { RecordedStretch } from "../multiscale-sde/pushforward.js";
import { type StencilParts, stencilModel } from "./model.js";

/** Averages over the cells of one snapshot of a table, rolled by so many points to the left. */
function averages(
  table: Float32Array,
  snapshot: number,
  roll: number,
  points: number,
  cells: number,
): Float64Array {
  const width = points / cells;
  const from = snapshot * points;
  return Float64Array.from({ length: cells }, (_, cell) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += table[from + ((cell * width + i + roll) % points)];
    return sum / width;
  });
}

/** Averages of many snapshots as a matrix [cell][snapshot], each less `mean` and over `scale`. */
export function fillAverages(
  to: Float32Array | Float64Array,
  table: Float32Array,
  { points }: FieldTables,
  which: ArrayLike<number>,
  roll: ArrayLike<number>,
  { cells, mean, scale }: Pick<StencilParts, "cells" | "mean" | "scale">,
): void {
  const n = which.length;
  for (let c = 0; c < n; c++) {
    averages(table, which[c], roll[c], points, cells).forEach((a, cell) => {
      to[cell * n + c] = (a - mean) / scale;
    });
  }
}

/** Stretches of trajectories on a tape, from random times, rolled at random; with no steps, states and rates alone. */
export function recordAverages(
  tape: Tape,
  parts: StencilParts,
  tables: FieldTables,
  {
    steps,
    stride,
    batch,
  }: { readonly steps: number; readonly stride: number; readonly batch: number },
): RecordedStretch & { readonly rate: ReturnType<Tape["input"]> } {
  const { cells, scale } = parts;
  const start = tape.input(cells, batch);
  const rate = tape.input(cells, batch);
  const targets = Array.from({ length: steps }, () => tape.input(cells, batch));
  const room = tables.times - steps * stride;
  return {
    ...{ start, rate, targets },
    latent: stencilModel(parts).declare(tape),
    variance: tape.input(cells, 1, new Float64Array(cells).fill(1)),
    fill: (uniforms) => {
      const drawn = uniforms(3 * batch);
      const which = Int32Array.from({ length: batch }, (_, i) => {
        const sequence = Math.floor(drawn[i] * tables.sequences);
        return sequence * tables.times + Math.floor(drawn[batch + i] * room);
      });
      const roll = which.map((_, i) => Math.floor(drawn[2 * batch + i] * tables.points));
      fillAverages(start.value, tables.smoothed, tables, which, roll, parts);
      fillAverages(rate.value, tables.rate, tables, which, roll, { cells, mean: 0, scale });
      targets.forEach((target, k) => {
        const then = which.map((t) => t + (k + 1) * stride);
        fillAverages(target.value, tables.smoothed, tables, then, roll, parts);
      });
    },
  };
}

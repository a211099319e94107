import { add, divide, multiply, subtract } from "../../../autodiff/arithmetic.js";
import { concatRows, reshape, slice } from "../../../autodiff/blocks.js";
import { denseNetwork } from "../../../autodiff/dense-network.js";
import { affine, silu, tanh } from "../../../autodiff/elementwise.js";
import { logarithm } from "../../../autodiff/exact.js";
import { matmul } from "../../../autodiff/products.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import { ringNeighbours } from "../ring-neighbours.js";
import { type EquivariantParts, latentMeans } from "./parts.js";
import { type PatchStatistics, patchReach } from "./patches.js";

/** Widths of the hidden layers. */
const hidden = [48, 48];
/** Size of a coordinate, in noises, at which it is seen to be more than noise. */
const saturation = 2;

/** What the parameters' names begin with. */
const name = "recognition";

/** Whether an array is one of the recognition network. */
export function isRecognition(array: { readonly name: string }): boolean {
  return array.name.startsWith(`${name}.`);
}

/** The posterior of the latent states of all cells, given snapshots: [L * cells, columns] each. */
export interface RecognisedStates {
  readonly mean: Tensor;
  readonly logDeviation: Tensor;
}

/**
 * The latent states that noisy snapshots are of: N(m, s^2) for each local number of a cell, from the coordinates of its patch. Before
 * it is trained, m is the best linear estimate, and s the noise of the cell's own coordinate. The network sees how large the patch
 * is along its principal directions, and where it rises above the noise: at rest a cell is at rest, however noisy, and what moves
 * through it has few shapes.
 *
 * @returns from coordinates [J * cells, columns], in units of the scale
 */
export function declareRecognition(
  tape: Tape,
  parts: EquivariantParts,
  { noise, linear, modes, variance }: PatchStatistics,
): (coordinates: Tensor) => RecognisedStates {
  const { cells, local, basis, deviation } = parts;
  const { count } = basis;
  const size = patchReach.length * count;
  const seen = variance.length;
  const network = denseNetwork(tape, name, {
    widths: [2 * seen + size, ...hidden, 2 * local],
    activation: silu,
    initial: { lastScale: 0 },
  });
  const offset = new Float64Array(count);
  offset.set(latentMeans(parts));
  const mean = tape.input(count, 1, offset);
  const unit = tape.input(count, 1, noise);
  const estimate = tape.input(local, size, linear);
  const directions = tape.input(seen, size, modes);
  const extent = tape.input(
    seen,
    1,
    variance.map((x) => Math.sqrt(1 + x)),
  );
  const error = deviation.map((sd, l) => noise[l] / sd);
  const factor = tape.input(local, 1, error);
  const begun = tape.input(local, 1, error.map(logarithm));
  return (coordinates) => {
    const n = coordinates.columns;
    const centred = subtract(reshape(coordinates, count, cells * n), mean);
    const counted = reshape(divide(centred, unit), count * cells, n);
    const patch = ringNeighbours(counted, cells, patchReach);
    const along = matmul(directions, patch);
    const above = (x: Tensor) => tanh(affine(x, 1 / saturation, 0));
    const found = network.apply(concatRows([divide(along, extent), above(along), above(patch)]));
    const best = add(matmul(estimate, patch), slice(found, { rows: local }));
    const shaped = (x: Tensor) => reshape(x, local * cells, n);
    return {
      mean: shaped(multiply(best, factor)),
      logDeviation: shaped(add(slice(found, { row: local, rows: local }), begun)),
    };
  };
}

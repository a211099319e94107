import { exponential } from "../../../autodiff/exact.js";
import { invalidParameter } from "../../../errors.js";
import { solveLinear } from "./linear-solve.js";

/** Snapshots of a window that are encoded, and what every snapshot is made of them. */
export interface Interpolation {
  /** Snapshots of the window. */
  readonly times: number;
  /** Index within the window of each node, rising; the first and the last snapshot are nodes. */
  readonly nodes: Int32Array;
  /** m at each time = sum over nodes of these x encoded, [node][time]. */
  readonly value: Float64Array;
  /** dm / d index likewise, [node][time]. */
  readonly slope: Float64Array;
}

/** Length scale of the kernel, in distances of nodes. */
const reach = 3;
/** Variance of what the interpolant need not reproduce, beside that of the kernel, 1. */
const nugget = 1e-6;

/**
 * Interpolation over a window of equidistant snapshots by a squared-exponential kernel, about a straight line that is found by
 * generalised least squares (universal kriging; Rasmussen & Williams 2006, section 2.7): a constant is interpolated by a
 * constant, and so a constant log-variance has no rate. The times are always the same, so the weights are computed once.
 *
 * @throws InvalidParameter unless there are at least 2 nodes, and no more than snapshots
 */
export function kernelInterpolation(times: number, count: number): Interpolation {
  if (!(Number.isSafeInteger(count) && count >= 2 && count <= times)) {
    throw invalidParameter("nodes", `2 to the ${times} snapshots of the window`, count);
  }
  const gap = (times - 1) / (count - 1);
  const nodes = Int32Array.from({ length: count }, (_, i) => Math.floor(i * gap + 0.5));
  const scale = reach * gap;
  const middle = (times - 1) / 2;
  const kernel = (distance: number) => {
    const x = distance / scale;
    return exponential(-0.5 * x * x);
  };
  const n = count + 2;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) matrix[i * n + j] = kernel(nodes[i] - nodes[j]);
    matrix[i * n + i] += nugget;
    const line = [1, (nodes[i] - middle) / middle];
    for (const [k, value] of line.entries()) {
      matrix[i * n + count + k] = value;
      matrix[(count + k) * n + i] = value;
    }
  }
  const columns = 2 * times;
  const right = new Float64Array(n * columns);
  for (let t = 0; t < times; t++) {
    for (let i = 0; i < count; i++) {
      const distance = t - nodes[i];
      right[i * columns + t] = kernel(distance);
      right[i * columns + times + t] = (-distance / (scale * scale)) * kernel(distance);
    }
    right[count * columns + t] = 1;
    right[(count + 1) * columns + t] = (t - middle) / middle;
    right[(count + 1) * columns + times + t] = 1 / middle;
  }
  const solved = solveLinear(matrix, right, n, columns);
  const part = (from: number) => {
    const table = new Float64Array(count * times);
    for (let i = 0; i < count; i++) {
      const row = i * columns + from;
      table.set(solved.subarray(row, row + times), i * times);
    }
    return table;
  };
  return { times, nodes, value: part(0), slope: part(times) };
}

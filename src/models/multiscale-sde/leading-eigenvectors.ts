import { drawUniforms, reserveStream } from "../../kernel/network/draw.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { multiply } from "../../kernel/network/products.js";
import { networkFunctions, reserveValues } from "../../kernel/network/values.js";
import { type SymmetricEigen, symmetricEigen } from "./symmetric-eigen.js";

/** Vectors that are iterated beside those wanted: they decide how fast these converge. */
const spare = 24;
const mostIterations = 40;
/**
 * Changes of the wanted eigenvalues at which they are taken as converged: relative to themselves, or to the largest. Those of
 * noise are all but equal and turn into each other for ever, to no use.
 */
const tolerance = 1e-7;
const toleranceOfLargest = 1e-9;

/** Gram and Schmidt, twice over; rows that are spanned by those before become 0. [k][n], in place. */
function orthonormalise(rows: Float64Array, k: number, n: number): void {
  for (let i = 0; i < k; i++) {
    const row = rows.subarray(i * n, (i + 1) * n);
    const length = () => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    const before = length();
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = rows.subarray(j * n, (j + 1) * n);
        let dot = 0;
        for (let x = 0; x < n; x++) dot += row[x] * other[x];
        for (let x = 0; x < n; x++) row[x] -= dot * other[x];
      }
    }
    const after = length();
    const scale = after > 1e-12 * before && after > 0 ? 1 / after : 0;
    for (let x = 0; x < n; x++) row[x] *= scale;
  }
}

/**
 * The `count` largest eigenvalues of a symmetric positive semi-definite matrix, with their eigenvectors as rows: subspace
 * iteration with Rayleigh and Ritz's projection (Golub & Van Loan, 8.2.4), or, for a small matrix, all of them.
 *
 * @param matrix [n][n]
 */
export function leadingEigenvectors(
  network: NetworkKernel,
  matrix: Float64Array,
  n: number,
  count: number,
): SymmetricEigen {
  const k = Math.min(n, count + spare);
  if (n <= 4 * k) {
    const { values, vectors } = symmetricEigen(matrix, n);
    return { values: values.slice(0, count), vectors: vectors.slice(0, count * n) };
  }
  const functions = networkFunctions(network, "float64");
  const mark = network.arena.mark();
  const stream = reserveStream(functions);
  const a = reserveValues(functions, n * n);
  const x = reserveValues(functions, n * k);
  const y = reserveValues(functions, n * k);
  a.view.set(matrix);
  let rows: Float64Array = drawUniforms(functions, stream, 0, 0, 0, k * n).map((u) => u - 0.5);
  let values: Float64Array = new Float64Array(k);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    orthonormalise(rows, k, n);
    for (let i = 0; i < k; i++) for (let j = 0; j < n; j++) x.view[j * k + i] = rows[i * n + j];
    const square = { values: a, rows: n, columns: n };
    const block = (of: typeof x) => ({ values: of, rows: n, columns: k });
    multiply(functions, square, false, block(x), block(y), undefined, false);
    const image = y.view;
    const projected = new Float64Array(k * k);
    for (let j = 0; j < n; j++) {
      for (let r = 0; r < k; r++) {
        const q = rows[r * n + j];
        for (let s = 0; s < k; s++) projected[r * k + s] += q * image[j * k + s];
      }
    }
    for (let r = 0; r < k; r++) {
      for (let s = 0; s < r; s++) {
        const mean = 0.5 * (projected[r * k + s] + projected[s * k + r]);
        projected[r * k + s] = mean;
        projected[s * k + r] = mean;
      }
    }
    const ritz = symmetricEigen(projected, k);
    // A times the Ritz vectors: what the next iteration begins with.
    const next = new Float64Array(k * n);
    const current = new Float64Array(k * n);
    for (let r = 0; r < k; r++) {
      for (let s = 0; s < k; s++) {
        const w = ritz.vectors[r * k + s];
        for (let j = 0; j < n; j++) next[r * n + j] += w * image[j * k + s];
        const from = s * n;
        for (let j = 0; j < n; j++) current[r * n + j] += w * rows[from + j];
      }
    }
    const settled = ritz.values.subarray(0, count).every((value, r) => {
      const floor = toleranceOfLargest * ritz.values[0];
      return Math.abs(value - values[r]) <= tolerance * Math.abs(value) + floor;
    });
    values = ritz.values;
    rows = settled || iteration === mostIterations - 1 ? current : next;
    if (settled) break;
  }
  network.arena.release(mark);
  return { values: values.slice(0, count), vectors: rows.slice(0, count * n) };
}

import { drawUniforms, reserveStream } from "../../kernel/network/draw.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { multiply, multiplyTransposed } from "../../kernel/network/products.js";
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

/** Share of its length that a row may lose in a pass of Gram and Schmidt without need of another one. */
const lost = 0.3;

/** Gram and Schmidt, twice over where once is not enough; rows spanned by those before become 0. [k][n], in place. */
function orthonormalise(rows: Float64Array, k: number, n: number): void {
  for (let i = 0; i < k; i++) {
    const row = rows.subarray(i * n, (i + 1) * n);
    const length = () => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    const first = length();
    let [before, after] = [first, first];
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = rows.subarray(j * n, (j + 1) * n);
        let dot = 0;
        for (let x = 0; x < n; x++) dot += row[x] * other[x];
        for (let x = 0; x < n; x++) row[x] -= dot * other[x];
      }
      [before, after] = [after, length()];
      if (after > (1 - lost) * before) break;
    }
    const scale = after > 1e-12 * first && after > 0 ? 1 / after : 0;
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
  const [a, q, image, mixed] = [n * n, k * n, k * n, k * n].map((m) => reserveValues(functions, m));
  const [projected, mixing] = [k * k, k * k].map((m) => reserveValues(functions, m));
  a.view.set(matrix);
  const block = (values: typeof a, columns = n) => ({ values, rows: k, columns });
  /** V Z for the Ritz vectors V and rows Z, [k][n]. */
  const mix = (rows: typeof a) => {
    multiply(functions, block(mixing, k), false, block(rows), block(mixed), undefined, false);
    return Float64Array.from(mixed.view);
  };
  let rows: Float64Array = drawUniforms(functions, stream, 0, 0, 0, k * n).map((u) => u - 0.5);
  let values: Float64Array = new Float64Array(k);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    orthonormalise(rows, k, n);
    q.view.set(rows);
    const square = { values: a, rows: n, columns: n };
    multiply(functions, block(q), false, square, block(image), undefined, false);
    multiplyTransposed(functions, block(q), block(image), block(projected, k), false);
    const symmetric = Float64Array.from(projected.view.subarray(0, k * k), (x, i) => {
      return 0.5 * (x + projected.view[(i % k) * k + Math.floor(i / k)]);
    });
    const ritz = symmetricEigen(symmetric, k);
    mixing.view.set(ritz.vectors);
    const settled = ritz.values.subarray(0, count).every((value, r) => {
      const floor = toleranceOfLargest * ritz.values[0];
      return Math.abs(value - values[r]) <= tolerance * Math.abs(value) + floor;
    });
    values = ritz.values;
    // Before the last, A times the Ritz vectors: what the next iteration begins with.
    const done = settled || iteration === mostIterations - 1;
    rows = mix(done ? q : image);
    if (done) break;
  }
  network.arena.release(mark);
  return { values: values.slice(0, count), vectors: rows.slice(0, count * n) };
}

import { describe, expect, test } from "vitest";
import {
  cholesky,
  inverseDiagonal,
  invertFactored,
  logDeterminant,
  mirrorLower,
  solveFactored,
} from "../../src/kernel/linear-algebra.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import {
  choleskyOf,
  inverseOf,
  largestDifference,
  logDeterminantOf,
  multiply,
} from "../oracle/linear-algebra.js";
import { noiseFrom } from "../oracle/noise.js";

const kernel = await instantiateKernel();
const sizes = [1, 2, 3, 4, 5, 7, 8, 31, 182];

/** B B^T / n + identity / 2: eigenvalues from .5 to about 4.5. */
function positiveDefinite(n: number, seed = n): Float64Array {
  const b = noiseFrom(seed).normals(n * n);
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = i === j ? n / 2 : 0;
      for (let k = 0; k < n; k++) sum += b[i * n + k] * b[j * n + k];
      a[i * n + j] = sum / n;
    }
  }
  return a;
}

/** The kernel's factor of `a`, of which only the lower triangle is given. */
function factored(a: Float64Array, n: number) {
  const lower = a.map((x, k) => (k % n > Math.floor(k / n) ? Number.NaN : x));
  const region = kernel.arena.copyF64(lower);
  expect(cholesky(kernel, region, n)).toBe(-1);
  return region;
}

const times = (a: Float64Array, n: number, x: Float64Array) =>
  Float64Array.from({ length: n }, (_, i) =>
    a.subarray(i * n, (i + 1) * n).reduce((sum, entry, j) => sum + entry * x[j], 0),
  );

describe.each(sizes)("of size %d", (n) => {
  const a = positiveDefinite(n);
  const x = noiseFrom(900 + n).normals(n);

  test("the factor of a matrix is the oracle's, and reads the lower triangle only", () => {
    const { view } = factored(a, n);
    const expected = choleskyOf(a, n);
    const lower = view.map((entry, k) => (k % n > Math.floor(k / n) ? 0 : entry));
    expect(largestDifference(lower, expected)).toBeLessThan(1e-13);
    expect(view.filter(Number.isNaN).length).toBe((n * (n - 1)) / 2);
  });

  test("a solve gives back the vector that the matrix was multiplied with", () => {
    const b = kernel.arena.copyF64(times(a, n, x));
    solveFactored(kernel, factored(a, n), n, b);
    expect(largestDifference(b.view, x)).toBeLessThan(1e-12);
  });

  test("the inverse is the oracle's, symmetric to the bit, and undoes the matrix", () => {
    const inverse = kernel.arena.f64(n * n);
    invertFactored(kernel, factored(a, n), n, inverse);
    const result = inverse.view.slice();
    const identity = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
    expect(largestDifference(multiply(a, result, n), identity)).toBeLessThan(1e-12);
    expect(largestDifference(result, inverseOf(a, n))).toBeLessThan(1e-12);
    const transposed = result.map((_, k) => result[(k % n) * n + Math.floor(k / n)]);
    expect(transposed).toEqual(result);
  });

  test("the diagonal of the inverse is that of the inverse", () => {
    const diagonal = kernel.arena.f64(n);
    diagonal.view.fill(Number.NaN);
    inverseDiagonal(kernel, factored(a, n), n, diagonal);
    const expected = inverseOf(a, n).filter((_, k) => k % (n + 1) === 0);
    expect(largestDifference(diagonal.view, expected)).toBeLessThan(1e-12);
  });

  test("the logarithm of the determinant is the oracle's", () => {
    const value = logDeterminant(kernel, factored(a, n), n);
    expect(Math.abs(value - logDeterminantOf(a, n))).toBeLessThan(1e-12 * n);
  });
});

describe("a matrix that is not positive definite", () => {
  test.each([
    [1, 0],
    [5, 0],
    [5, 4],
    [8, 5],
    [31, 17],
    [182, 181],
  ])("of size %d fails at the first bad pivot, %d", (n, bad) => {
    const a = positiveDefinite(n);
    // A leading block of bad rows stays positive definite; the pivot of row `bad` becomes -1.
    const l = choleskyOf(a, n);
    const pivot = l[bad * n + bad] ** 2;
    a[bad * n + bad] -= pivot + 1;
    expect(cholesky(kernel, kernel.arena.copyF64(a), n)).toBe(bad);
  });

  test.each([
    ["zero", 0],
    ["NaN", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
  ])("fails where its pivot is %s", (_, pivot) => {
    const a = Float64Array.of(1, 0, 0, 0, pivot, 0, 0, 0, 1);
    expect(cholesky(kernel, kernel.arena.copyF64(a), 3)).toBe(1);
  });
});

test("mirroring copies the lower triangle onto the upper one", () => {
  const matrix = kernel.arena.copyF64([1, -1, -1, 2, 3, -1, 4, 5, 6]);
  mirrorLower(kernel, matrix, 3);
  expect(Array.from(matrix.view)).toEqual([1, 2, 4, 2, 3, 5, 4, 5, 6]);
});

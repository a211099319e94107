import { expect, test } from "vitest";
import { symmetricEigen } from "../../../src/models/dmd/eigen.js";
import { largestDifference, multiply } from "../../oracle/linear-algebra.js";
import { noiseFrom } from "../../oracle/noise.js";

test.each([1, 2, 7, 25])("diagonalises a matrix of %i rows, of half that rank", (n) => {
  const rank = Math.ceil(n / 2);
  const factor = noiseFrom(n).uniforms(rank * n, -1, 1);
  const gram = new Float64Array(n * n);
  for (let r = 0; r < rank; r++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) gram[i * n + j] += factor[r * n + i] * factor[r * n + j];
    }
  }
  const { values, vectors } = symmetricEigen(gram, n);
  const transpose = vectors.map((_, k) => vectors[(k % n) * n + Math.floor(k / n)]);
  const identity = vectors.map((_, k) => (k % (n + 1) === 0 ? 1 : 0));
  expect(largestDifference(multiply(vectors, transpose, n), identity)).toBeLessThan(1e-13);
  const scaled = vectors.map((x, k) => x * values[Math.floor(k / n)]);
  expect(largestDifference(multiply(transpose, scaled, n), gram)).toBeLessThan(1e-12);
  values.forEach((value, k) => {
    if (k > 0) expect(value).toBeLessThanOrEqual(values[k - 1]);
    if (k >= rank) expect(Math.abs(value)).toBeLessThan(1e-13 * values[0]);
  });
});

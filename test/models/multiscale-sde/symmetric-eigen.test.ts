import { describe, expect, it } from "vitest";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { leadingEigenvectors } from "../../../src/models/multiscale-sde/leading-eigenvectors.js";
import { symmetricEigen } from "../../../src/models/multiscale-sde/symmetric-eigen.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";

/** The second difference with walls: eigenvalues 2 - 2 cos(k pi / (n + 1)). */
function secondDifference(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const distance = Math.abs(Math.floor(at / n) - (at % n));
    return distance === 0 ? 2 : distance === 1 ? -1 : 0;
  });
}

function randomSymmetric(n: number): Float64Array {
  const generator = new Xoshiro128([1, 2, 3, 4]);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * n + j] = generator.next() / 2 ** 31 - 1;
      matrix[j * n + i] = matrix[i * n + j];
    }
  }
  return matrix;
}

describe("symmetricEigen", () => {
  it("has the known eigenvalues of the second difference", () => {
    const n = 30;
    const { values } = symmetricEigen(secondDifference(n), n);
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)), 12);
    });
  });

  it.each([1, 2, 3, 17])("gives A v = lambda v with orthonormal v, for n = %i", (n) => {
    const matrix = randomSymmetric(n);
    const { values, vectors } = symmetricEigen(matrix, n);
    for (let k = 0; k < n; k++) {
      const v = vectors.subarray(k * n, (k + 1) * n);
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += matrix[i * n + j] * v[j];
        expect(sum).toBeCloseTo(values[k] * v[i], 12);
      }
      for (let l = 0; l <= k; l++) {
        let dot = 0;
        for (let i = 0; i < n; i++) dot += v[i] * vectors[l * n + i];
        expect(dot).toBeCloseTo(l === k ? 1 : 0, 12);
      }
    }
  });

  it("bears equal eigenvalues and zeros", () => {
    const { values } = symmetricEigen(Float64Array.of(2, 0, 0, 0, 2, 0, 0, 0, 0), 3);
    expect(Array.from(values)).toEqual([2, 2, 0]);
  });

  it("refuses numbers that are not finite", () => {
    expect(() => symmetricEigen(Float64Array.of(Number.NaN), 1)).toThrow("finite");
  });
});

it("the leading eigenvectors of a large matrix are those of all of them", async () => {
  const n = 150;
  const network = await instantiateNetworkKernel();
  const vectors = symmetricEigen(randomSymmetric(n), n).vectors;
  const spectrum = Float64Array.from({ length: n }, (_, k) => 0.7 ** k + 1e-7);
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      const w = spectrum[k] * vectors[k * n + i];
      for (let j = 0; j < n; j++) matrix[i * n + j] += w * vectors[k * n + j];
    }
  }
  const found = leadingEigenvectors(network, matrix, n, 5);
  for (let k = 0; k < 5; k++) {
    expect(found.values[k]).toBeCloseTo(spectrum[k], 8);
    let dot = 0;
    for (let i = 0; i < n; i++) dot += found.vectors[k * n + i] * vectors[k * n + i];
    expect(Math.abs(dot)).toBeCloseTo(1, 6);
  }
});

import { describe, expect, test } from "vitest";
import {
  type ChainSequence,
  chainInformation,
  chainMoments,
  chainResiduals,
  reserveChains,
  updateChains,
} from "../../src/kernel/chain.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { libraryFeatures, packOffsets } from "../../src/models/law/features.js";
import {
  type ChainSetting,
  centredBlock,
  expectedFeatures,
  featureSlopes,
  logDensity,
  statePrecision,
} from "../oracle/chain.js";
import { inverseOf, largestDifference } from "../oracle/linear-algebra.js";
import { noiseFrom } from "../oracle/noise.js";

const kernel = await instantiateKernel();

const bins = 5;
const offsets = [[-1], [0], [1], [-1, -1], [0, 1], [1, 1, -1]];
const theta = [0.5, 0.3, 0.2, -0.2, 0.1, 0.05];
const precision = [30, 40, 50, 60, 70];
const features = libraryFeatures({ range: 1, order: 1, pairs: "ordered", features: offsets });

/** Positive definite, alike in all places. */
const prior = Float64Array.from({ length: bins * bins }, (_, k) => {
  const d = Math.abs(Math.floor(k / bins) - (k % bins));
  return [4, -1, 0.2, 0.2, -1][d];
});

function settingOf(known: boolean, observed: readonly boolean[]): ChainSetting {
  const noise = noiseFrom(17);
  const counts = observed.map((seen) =>
    Array.from(noise.normals(bins), (z) => (seen ? Math.round(60 * Math.exp(0.4 * z)) : 0)),
  );
  const start = known ? noise.normals(bins).map((z) => 0.4 * z) : undefined;
  const mean = (start ?? new Float64Array(1)).reduce((a, b) => a + b, 0) / bins;
  return {
    bins,
    steps: observed.length - 1,
    start: start?.map((x) => x - mean),
    counts,
    features,
    theta,
    precision,
    prior,
  };
}

/** Two copies of the sequence around another one, iterated to the end. */
function converged(setting: ChainSetting) {
  const { counts, steps, start } = setting;
  const sequence: ChainSequence = {
    steps,
    start,
    counts: Float64Array.from(counts.flat()),
    walkers: Float64Array.from(counts, (row) => row.reduce((a, b) => a + b)),
  };
  const other = settingOf(true, [true, true]);
  const between: ChainSequence = {
    steps: 1,
    start: other.start,
    counts: Float64Array.from(other.counts.flat()),
    walkers: Float64Array.from(other.counts, (row) => row.reduce((a, b) => a + b)),
  };
  const shape = { bins, range: 1, features: features.length, full: true };
  const chains = reserveChains(kernel, shape, [between, sequence]);
  chains.offsets.view.set(packOffsets(features, 1));
  chains.theta.view.set(theta);
  chains.precision.view.set(precision);
  chains.prior.view.set(prior);
  for (let k = 0; k < chains.variance.length; k++) chains.variance.view[k] = 0.02;
  for (let k = 0; k < chains.mu.length; k++) {
    chains.covariance.view[k * bins + (k % bins)] = 0.02;
  }
  let step = updateChains(kernel, chains, features.length);
  for (let k = 0; k < 60; k++) step = updateChains(kernel, chains, features.length);
  expect(step.failed).toBe(-1);
  expect(step.largest).toBeLessThan(1e-11);
  // The first sequence has one unknown state.
  const nodes = chains.nodes[1];
  const x = Array.from(chains.mu.view.subarray(bins, (1 + nodes) * bins));
  const square = bins * bins;
  const covariances = Array.from({ length: nodes }, (_, k) =>
    chains.covariance.view.slice((k + 1) * square, (k + 2) * square),
  );
  return { chains, x, covariances, nodes, other };
}

describe.each([
  { name: "unknown start, two steps", known: false, observed: [true, true, true] },
  { name: "known start, two steps", known: true, observed: [true, true, true] },
  { name: "a snapshot missing", known: false, observed: [true, false, true, true] },
  { name: "known start, the first step not observed", known: true, observed: [false, false, true] },
])("$name", ({ known, observed }) => {
  const setting = settingOf(known, observed);
  const { chains, x, covariances, nodes, other } = converged(setting);
  const n = x.length;
  const dense = statePrecision(setting, x, covariances);

  test("the means are the maximum of the log density", () => {
    const h = 1e-4;
    for (let k = 0; k < n; k++) {
      const at = (by: number) =>
        logDensity(
          setting,
          x.map((value, i) => (i === k ? value + by : value)),
          covariances,
        );
      expect(Math.abs(at(h) - at(-h)) / (2 * h)).toBeLessThan(1e-5);
    }
  });

  test("variances and covariances are those of the dense inverse", () => {
    for (let k = 0; k < n; k++) {
      const expected = dense.inverse[k * n + k];
      expect(Math.abs(chains.variance.view[bins + k] / expected - 1)).toBeLessThan(1e-6);
    }
    for (let k = 0; k < nodes; k++) {
      const block = centredBlock(dense.inverse, n, bins, k, k);
      expect(largestDifference(covariances[k], block)).toBeLessThan(1e-7);
    }
  });

  test("expected products of features and of features with the next state are theirs", () => {
    const size = features.length;
    const gram = kernel.arena.f64(size * size);
    const moments = kernel.arena.f64(size);
    chainMoments(kernel, chains, size, gram, moments);
    const expectedGram = new Float64Array(size * size);
    const expectedMoments = new Float64Array(size);
    const add = (own: ChainSetting, y: readonly number[], s: readonly Float64Array[]) => {
      const whole = statePrecision(own, y, s).inverse;
      const first = own.start === undefined ? 0 : 1;
      expectedFeatures(own, y, s).forEach((rows, t) => {
        const from = t - first;
        const cross = from < 0 ? undefined : centredBlock(whole, y.length, bins, from, from + 1);
        rows.forEach((phi, j) => {
          const slopes = featureSlopes(own, y, t, j);
          for (let a = 0; a < size; a++) {
            const next = y[(t + 1 - first) * bins + j];
            let moment = phi[a] * next;
            for (let p = 0; p < bins; p++) moment += slopes[a][p] * (cross?.[p * bins + j] ?? 0);
            expectedMoments[a] += precision[j] * moment;
            for (let b = 0; b <= a; b++) {
              let product = phi[a] * phi[b];
              for (let p = 0; p < bins && from >= 0; p++) {
                for (let q = 0; q < bins; q++) {
                  product += slopes[a][p] * s[from][p * bins + q] * slopes[b][q];
                }
              }
              expectedGram[a * size + b] += precision[j] * product;
            }
          }
        });
      });
    };
    add(setting, x, covariances);
    add(other, Array.from(chains.mu.view.subarray(0, bins)), [
      chains.covariance.view.slice(0, bins * bins),
    ]);
    for (let a = 0; a < size; a++) {
      expect(Math.abs(moments.view[a] - expectedMoments[a])).toBeLessThan(1e-5);
      for (let b = 0; b <= a; b++) {
        const at = a * size + b;
        expect(Math.abs(gram.view[at] - expectedGram[at])).toBeLessThan(1e-5);
      }
    }
  });

  test("the precision of theta is the Schur complement of the joint curvature", () => {
    const size = features.length;
    const gram = kernel.arena.f64(size * size);
    expect(chainInformation(kernel, chains, size, gram)).toBe(-1);
    const expected = new Float64Array(size * size);
    const add = (own: ChainSetting, y: readonly number[], s: readonly Float64Array[]) => {
      const { matrix, slopes } = statePrecision(own, y, s);
      const phi = expectedFeatures(own, y, s).flat();
      const m = y.length;
      const whole = m + size;
      const joint = new Float64Array(whole * whole);
      for (let a = 0; a < m; a++) {
        for (let b = 0; b < m; b++) joint[a * whole + b] = matrix[a * m + b];
      }
      phi.forEach((row, k) => {
        const v = precision[k % bins];
        for (let l = 0; l < size; l++) {
          for (let a = 0; a < m; a++) {
            joint[a * whole + m + l] -= v * slopes[a][k] * row[l];
            joint[(m + l) * whole + a] -= v * slopes[a][k] * row[l];
          }
          for (let h = 0; h < size; h++) joint[(m + l) * whole + m + h] += v * row[l] * row[h];
        }
      });
      // A little more in every direction, so that the block of theta can be inverted; taken off again.
      for (let l = 0; l < size; l++) joint[(m + l) * whole + m + l] += 1;
      const inverse = inverseOf(joint, whole);
      const block = Float64Array.from(
        { length: size * size },
        (_, k) => inverse[(m + Math.floor(k / size)) * whole + m + (k % size)],
      );
      inverseOf(block, size).forEach((value, k) => {
        expected[k] += value - (Math.floor(k / size) === k % size ? 1 : 0);
      });
    };
    add(setting, x, covariances);
    add(other, Array.from(chains.mu.view.subarray(0, bins)), [
      chains.covariance.view.slice(0, bins * bins),
    ]);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        const at = a * size + b;
        expect(Math.abs(gram.view[at] - expected[at])).toBeLessThan(1e-5);
      }
    }
  });

  test("residuals are those of the means, and the variance of each about them", () => {
    const distance = kernel.arena.f64(bins);
    const uncertainty = kernel.arena.f64(bins);
    chainResiduals(kernel, chains, features.length, distance, uncertainty);
    const totals = [new Float64Array(bins), new Float64Array(bins)];
    const add = (own: ChainSetting, y: readonly number[], s: readonly Float64Array[]) => {
      const { inverse, slopes } = statePrecision(own, y, s);
      const m = y.length;
      const first = own.start === undefined ? 0 : 1;
      expectedFeatures(own, y, s).forEach((rows, t) => {
        rows.forEach((phi, j) => {
          const next = y[(t + 1 - first) * bins + j];
          const residual = phi.reduce((sum, value, l) => sum - theta[l] * value, next);
          totals[0][j] += residual * residual;
          for (let a = 0; a < m; a++) {
            for (let b = 0; b < m; b++) {
              const k = t * bins + j;
              totals[1][j] += slopes[a][k] * inverse[a * m + b] * slopes[b][k];
            }
          }
        });
      });
    };
    add(setting, x, covariances);
    add(other, Array.from(chains.mu.view.subarray(0, bins)), [
      chains.covariance.view.slice(0, bins * bins),
    ]);
    expect(largestDifference(distance.view, totals[0])).toBeLessThan(1e-6);
    expect(largestDifference(uncertainty.view, totals[1])).toBeLessThan(1e-6);
  });
});

import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { forecastConstrained } from "../../../src/models/virtual-observables/forecast-constrained.js";
import { observableFromFunction } from "../../../src/models/virtual-observables/observables/function.js";
import { linearObservable } from "../../../src/models/virtual-observables/observables/linear.js";
import { inverse, multiplied, transposed } from "../../oracle/matrix.js";

const kernel = await instantiateKernel();
const network = await instantiateNetworkKernel();

const bins = 3;
const steps = 3;
const noise = 0.02;
/** u' = A u: neither conservative nor symmetric. */
const law = [
  [0.8, 0.3, 0],
  [0.1, 0.6, 0.2],
  [0.1, 0.15, 0.75],
];
const start = [1.2, 0.7, 1.1];

const step = (states: Float64Array, columns: number, out: Float64Array) => {
  for (let j = 0; j < bins; j++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let i = 0; i < bins; i++) sum += law[j][i] * states[i * columns + c];
      out[j * columns + c] = sum;
    }
  }
};

/** Two balances of the shares X = u / bins, each met to within its tolerance. */
const weights = Float64Array.of(1, 1, 1, 1, 0, -1);
const target = Float64Array.of(1.02, 0.05);
const tolerance = 4e-5;
const balances = linearObservable({ name: "balances", weights, target, tolerance });

/**
 * The exact posterior of the path: linear and Gaussian throughout, so one Gaussian conditioned on all observables at once.
 */
function exactPath() {
  const size = steps * bins;
  const mean = new Array<number>(size).fill(0);
  const covariance = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let at = start;
  let spread = law.map((row) => row.map(() => 0));
  for (let t = 0; t < steps; t++) {
    at = law.map((row) => row.reduce((sum, w, i) => sum + w * at[i], 0));
    spread = multiplied(multiplied(law, spread), transposed(law));
    for (let j = 0; j < bins; j++) spread[j][j] += noise * noise;
    let across = spread;
    for (let s = t; s < steps; s++) {
      for (let a = 0; a < bins; a++) {
        for (let b = 0; b < bins; b++) {
          covariance[s * bins + a][t * bins + b] = across[a][b];
          covariance[t * bins + b][s * bins + a] = across[a][b];
        }
      }
      across = multiplied(law, across);
    }
    at.forEach((x, j) => {
      mean[t * bins + j] = x;
    });
  }
  const rows = Array.from({ length: 2 * steps }, (_, r) =>
    Array.from({ length: size }, (__, k) =>
      Math.floor(k / bins) === Math.floor(r / 2) ? weights[(r % 2) * bins + (k % bins)] / bins : 0,
    ),
  );
  const seen = multiplied(multiplied(rows, covariance), transposed(rows));
  for (let r = 0; r < 2 * steps; r++) seen[r][r] += tolerance;
  const gain = multiplied(multiplied(covariance, transposed(rows)), inverse(seen));
  const missed = rows.map((row, r) => [
    target[r % 2] - row.reduce((sum, w, k) => sum + w * mean[k], 0),
  ]);
  const shift = multiplied(gain, missed);
  const lost = multiplied(multiplied(gain, rows), covariance);
  return {
    mean: mean.map((x, k) => x + shift[k][0]),
    covariance: covariance.map((row, a) => row.map((c, b) => c - lost[a][b])),
  };
}

const starts = (draws: number) =>
  Float64Array.from({ length: bins * draws }, (_, i) => start[Math.floor(i / draws)] / bins);

const problem = { network, law: { step, noise }, conserving: false, bins };

describe("a constrained forecast under a linear law and linear observables", () => {
  test("has the means and covariances of the exact posterior of the path", async () => {
    const draws = 20_000;
    const request = { steps, draws, seed: 3 };
    const { path } = await forecastConstrained(
      kernel,
      { ...problem, observables: [balances] },
      starts(draws),
      false,
      request,
    );
    const exact = exactPath();
    const size = steps * bins;
    const value = (k: number, d: number) => bins * path[k * draws + d];
    const means = Array.from({ length: size }, (_, k) => {
      let sum = 0;
      for (let d = 0; d < draws; d++) sum += value(k, d);
      return sum / draws;
    });
    // Resampling leaves fewer independent draws than there are: a fifth of them is a safe count.
    const effective = draws / 5;
    for (let a = 0; a < size; a++) {
      const sd = Math.sqrt(exact.covariance[a][a]);
      expect(Math.abs(means[a] - exact.mean[a])).toBeLessThan((4.5 * sd) / Math.sqrt(effective));
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let d = 0; d < draws; d++) sum += (value(a, d) - means[a]) * (value(b, d) - means[b]);
        const scale = sd * Math.sqrt(exact.covariance[b][b]);
        expect(Math.abs(sum / draws - exact.covariance[a][b])).toBeLessThan(
          (4.5 * 1.5 * scale) / Math.sqrt(effective),
        );
      }
    }
  });

  test("is the same for the same seed", async () => {
    const run = () =>
      forecastConstrained(kernel, { ...problem, observables: [balances] }, starts(50), false, {
        steps,
        draws: 50,
        seed: 8,
      });
    expect((await run()).path).toEqual((await run()).path);
  });
});

test("an observable that is not linear is met within its tolerance", async () => {
  const wanted = 0.4;
  const sigma = 1e-3;
  const energy = observableFromFunction({
    name: "energy",
    size: 1,
    tolerance: sigma * sigma,
    value: (x) => [x.reduce((sum, v) => sum + v * v, -wanted)],
    pullback: (x, [w]) => x.map((v) => 2 * w * v),
  });
  const draws = 400;
  const { path } = await forecastConstrained(
    kernel,
    { ...problem, observables: [energy] },
    starts(draws),
    false,
    { steps, draws, seed: 1 },
  );
  for (let t = 0; t < steps; t++) {
    for (let d = 0; d < draws; d++) {
      let sum = -wanted;
      for (let j = 0; j < bins; j++) sum += path[(t * bins + j) * draws + d] ** 2;
      expect(Math.abs(sum)).toBeLessThan(5 * sigma);
    }
  }
});

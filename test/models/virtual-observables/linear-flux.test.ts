import { expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { fit } from "../../../src/models/fit.js";
import {
  fitLinearFlux,
  fluxWeights,
  shareThatMoves,
} from "../../../src/models/virtual-observables/linear-flux.js";
import { observedPairs, snapshotsOf } from "../../../src/models/virtual-observables/snapshots.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";
import { oneStepBinWeights } from "../../../src/simulate/walk-law.js";
import { smallData, smallSystem } from "./particles.js";

const kernel = await instantiateKernel();
await instantiateNetworkKernel();

const walkers = 20_000;
const exact = () => {
  const { shift, weight } = oneStepBinWeights(smallSystem(walkers));
  return new Map(shift.map((s, i) => [-s, weight[i]]));
};

// One step from walkers uniform in their bins: the law is known, and least squares has no bias.
test("weights of the law are found within their standard errors", async () => {
  const reach = 3;
  const known = exact();
  let squares = 0;
  let values = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const data = await smallData(12, 1, { walkers, seed });
    const pairs = observedPairs(snapshotsOf(data));
    const { coefficients, covariance } = fitLinearFlux(kernel, pairs, reach, walkers);
    const n = 2 * reach;
    // g_m = sum of the weights w_k - delta_k0 from -reach to m - 1: compare the coefficients themselves.
    let g = 0;
    for (let k = 0; k < n; k++) {
      const m = k - reach;
      g += (known.get(m) ?? 0) - (m === 0 ? 1 : 0);
      squares += (coefficients[k] - g) ** 2 / covariance[k * n + k];
      values += 1;
    }
  }
  // 180 values, correlated within a fit: .8 to 1.25 is more than four standard errors of 30 fits.
  const z = Math.sqrt(squares / values);
  expect(z).toBeGreaterThan(0.8);
  expect(z).toBeLessThan(1.25);
});

test("weights sum to 1, and those that move are what multinomial walkers lose", () => {
  const coefficients = Float64Array.of(0.1, 0.6, -0.2, 0.05);
  const weights = fluxWeights(coefficients);
  expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
  expect(Array.from(weights)).toEqual(
    [0.1, 0.5, 0.2, 0.25, -0.05].map((w) => expect.closeTo(w, 14)),
  );
  const exactly = shareThatMoves({
    coefficients: Float64Array.of(0.3, 0),
    covariance: new Float64Array(4),
  });
  expect(exactly.share).toBeCloseTo(1 - (0.3 ** 2 + 0.7 ** 2), 14);
  expect(exactly.standardError).toBe(0);
});

test("the share of walkers that move is estimated without bias, within its standard error", async () => {
  const kept = [...exact().values()].reduce((sum, w) => sum + w * w, 0);
  const z: number[] = [];
  for (let seed = 1; seed <= 30; seed++) {
    const data = await smallData(12, 1, { walkers, seed });
    const flux = fitLinearFlux(kernel, observedPairs(snapshotsOf(data)), 3, walkers);
    const { share, standardError } = shareThatMoves(flux);
    z.push((share - (1 - kept)) / standardError);
  }
  const mean = z.reduce((a, b) => a + b) / z.length;
  expect(Math.abs(mean)).toBeLessThan(0.7);
  const spread = Math.sqrt(z.reduce((sum, x) => sum + x * x, 0) / z.length);
  expect(spread).toBeGreaterThan(0.6);
  expect(spread).toBeLessThan(1.5);
});

test("the first step has the weights of walkers uniform in their bins, later ones do not", async () => {
  const data = await smallData(48, 6, { walkers: 200_000 });
  const reach = 3;
  const posterior = await fit(data, virtualObservables({ reach, network: "never" }));
  const { linear, lifted } = posterior;
  if (linear === undefined || lifted === undefined)
    throw new Error("a linear law was to be fitted");
  const known = exact();
  const first = fluxWeights(linear.coefficients.map((g, k) => g + lifted[k]));
  first.forEach((weight, i) => {
    expect(Math.abs(weight - (known.get(i - reach) ?? 0))).toBeLessThan(0.03);
  });
  const later = fluxWeights(linear.coefficients);
  // Walkers that have moved spread less: they are not strewn over their bins anew.
  expect(later[reach] - (known.get(0) ?? 0)).toBeGreaterThan(0.02);
});

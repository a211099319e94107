import { expect, test } from "vitest";
import { Dataset } from "../../../src/dataset/dataset.js";
import { multinomial, openStream } from "../../../src/kernel/random.js";
import { lawEvaluator } from "../../../src/models/virtual-observables/evaluate-law.js";
import { createLaw } from "../../../src/models/virtual-observables/laws/create.js";
import { fitLiftedFlux, liftedLaw } from "../../../src/models/virtual-observables/lifted-flux.js";
import {
  fitLinearFlux,
  fluxWeights,
  type LinearFlux,
} from "../../../src/models/virtual-observables/linear-flux.js";
import { resolveVirtualObservables } from "../../../src/models/virtual-observables/parameters.js";
import {
  observedPairs,
  selectPairs,
  snapshotsOf,
} from "../../../src/models/virtual-observables/snapshots.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { oneStepBinWeights } from "../../../src/simulate/walk-law.js";
import { noiseFrom } from "../../oracle/noise.js";
import { kernel, network } from "./problems.js";

/** Probabilities of moves by -2..2 bins, and of the weights w_m of u_{j+m}, which are them reversed. */
const moves = [0.04, 0.2, 0.45, 0.24, 0.07];
const weights = moves.toReversed();

/** Walkers that hop from bin to bin by the same probabilities everywhere, from uneven starts. */
function hoppingWalkers(seed: number, crowding = 2) {
  const [sequences, steps, bins, walkers] = [10, 5, 10, 2000];
  const { arena } = kernel;
  const mark = arena.mark();
  const stream = openStream(kernel, seed);
  const noise = noiseFrom(seed + 1);
  const p = arena.copyF64(moves);
  const hopped = arena.u32(moves.length);
  const counts = new Uint32Array(sequences * (steps + 1) * bins);
  for (let i = 0; i < sequences; i++) {
    const at = (t: number, j: number) => (i * (steps + 1) + t) * bins + ((j + bins) % bins);
    for (let w = 0; w < walkers; w++)
      counts[at(0, Math.floor(bins * noise.uniform() ** crowding))]++;
    for (let t = 0; t < steps; t++) {
      for (let j = 0; j < bins; j++) {
        multinomial(kernel, stream, p, counts[at(t, j)], hopped);
        hopped.view.forEach((n, k) => {
          counts[at(t + 1, j + k - 2)] += n;
        });
      }
    }
  }
  arena.release(mark);
  return new Dataset({
    grid: { domain: [-1, 1], bins },
    time: Float64Array.from({ length: steps + 1 }, (_, t) => t),
    ...{ sequences, walkers, counts },
    provenance: { version: "0", command: "hop", name: "hop", parameters: {}, seed },
  });
}

/** Flux coefficients g of a law with the weights w_m, m from -reach to reach. */
function fluxOf(w: readonly number[]): number[] {
  const reach = (w.length - 1) / 2;
  let g = 0;
  return w.slice(0, -1).map((value, i) => {
    g += value - (i === reach ? 1 : 0);
    return g;
  });
}

/** (g - truth)^T cov^-1 (g - truth) by its diagonal: errors over standard errors. */
const scores = ({ coefficients, covariance }: LinearFlux, truth: readonly number[]) =>
  truth.map((g, k) => (coefficients[k] - g) / Math.sqrt(covariance[k * (truth.length + 1)]));

const rms = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, z) => sum + z * z, 0) / values.length);

test("flux coefficients and weights say the same", () => {
  const found = fluxWeights(Float64Array.from(fluxOf(weights)));
  for (const [i, w] of weights.entries()) expect(found[i]).toBeCloseTo(w, 14);
});

test("the law of hopping walkers is found within its standard errors", () => {
  const truth = fluxOf(weights);
  const z: number[] = [];
  const dispersions: number[] = [];
  for (let seed = 0; seed < 60; seed++) {
    const data = hoppingWalkers(seed);
    const found = fitLinearFlux(kernel, observedPairs(snapshotsOf(data)), 2, data.walkers);
    z.push(...scores(found, truth));
    const even = hoppingWalkers(seed + 100, 1.2);
    dispersions.push(
      fitLinearFlux(kernel, observedPairs(snapshotsOf(even)), 2, data.walkers).dispersion,
    );
  }
  // 240 scores of 60 independent fits.
  expect(rms(z)).toBeGreaterThan(0.8);
  expect(rms(z)).toBeLessThan(1.25);
  const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
  expect(Math.abs(mean)).toBeLessThan(0.4);
  // Where the density is nearly even, walkers that move independently leave 1 - sum w^2 of the variance
  // of fresh sampling in all 10 bins, where fresh sampling has 9 free values.
  const moving = 1 - weights.reduce((sum, w) => sum + w * w, 0);
  const dispersion = dispersions.reduce((sum, d) => sum + d, 0) / dispersions.length;
  expect(Math.abs((dispersion * 0.9) / moving - 1)).toBeLessThan(0.05);
});

test("first steps by the lifted flux have the exact weights of placed walkers", async () => {
  const reach = 2;
  const z: number[] = [];
  for (let seed = 0; seed < 25; seed++) {
    const system = advectionDiffusion({ walkers: 4000, bins: 12, sigma: 0.8 });
    const data = await simulate(system, { sequences: 12, steps: 3, seed });
    const pairs = observedPairs(snapshotsOf(data));
    const first = selectPairs(pairs, (p) => pairs.step[p] === 0);
    const running = selectPairs(pairs, (p) => pairs.step[p] > 0);
    const linear = fitLinearFlux(kernel, running, reach, data.walkers);
    const parameters = resolveVirtualObservables({ reach });
    const law = createLaw(kernel, parameters, 12, 0, {
      linear: linear.coefficients,
      network: false,
    });
    const step = lawEvaluator(network, law, 12);
    const lifted = fitLiftedFlux(kernel, first, step, reach, data.walkers);
    // Together they are what least squares finds from first steps alone.
    const alone = fitLinearFlux(kernel, first, reach, data.walkers);
    lifted.forEach((g, k) => {
      expect(g + linear.coefficients[k]).toBeCloseTo(alone.coefficients[k], 8);
    });
    const { shift, weight } = oneStepBinWeights(system);
    const exact = [-2, -1, 0, 1, 2].map((m) => weight[shift.indexOf(-m)] ?? 0);
    z.push(...scores(alone, fluxOf(exact)));
    if (seed > 0) continue;
    const both = Float64Array.from(lifted, (g, k) => g + linear.coefficients[k]);
    const direct = fluxWeights(both);
    const out = new Float64Array(12);
    const states = Float64Array.from({ length: 12 }, (_, j) => (j === 5 ? 1 : 0));
    liftedLaw(step, lifted, 12)(states, 1, out);
    // Bin j takes w_m from bin j + m.
    for (let m = -reach; m <= reach; m++) expect(out[5 - m]).toBeCloseTo(direct[m + reach], 12);
  }
  expect(rms(z)).toBeGreaterThan(0.8);
  expect(rms(z)).toBeLessThan(1.25);
});

test("a lifted flux that reaches round the domain more than once keeps mass", () => {
  const identity = (states: Float64Array, _: number, out: Float64Array) => out.set(states);
  const out = new Float64Array(3);
  liftedLaw(identity, noiseFrom(1).normals(16), 3)(Float64Array.of(1, 2, 3), 1, out);
  expect(out[0] + out[1] + out[2]).toBeCloseTo(6, 12);
});

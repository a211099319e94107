import { beforeAll, describe, expect, test } from "vitest";
import { Dataset } from "../../src/dataset/dataset.js";
import { relativeError } from "../../src/diagnose/relative-error.js";
import { type ScoreOptions, score } from "../../src/diagnose/score.js";
import { isCoarsegrainError } from "../../src/errors.js";
import { Ensemble } from "../../src/forecast/ensemble.js";
import { instantiateKernel, type Kernel } from "../../src/kernel/load.js";
import {
  fieldsOf,
  multinomialEnsemble,
  multinomialTruth,
  provenance,
  wavyLaw,
} from "../forecast/build.js";
import { binomialLaw, closedIntervalProbability } from "./binomial.js";
import { slowCrps, slowPit, slowQuantile } from "./oracles.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await instantiateKernel();
});

const laws = [wavyLaw(8), wavyLaw(8, 1)];

/** Counts of a run or a draw at a bin. */
function truthAt(truth: Dataset, snapshot: number, bin: number): number[] {
  return Array.from({ length: truth.sequences }, (_, run) => truth.countsAt(run, snapshot)[bin]);
}

function drawsAt(ensemble: Ensemble, step: number, bin: number): number[] {
  return Array.from({ length: ensemble.draws }, (_, draw) => ensemble.countsAt(draw, step)[bin]);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function variance(values: readonly number[]): number {
  return values.reduce((a, b) => a + (b - mean(values)) ** 2, 0) / (values.length - 1);
}

const bins8 = [0, 1, 2, 3, 4, 5, 6, 7];

describe("a score", () => {
  test("equals the definitions, written out", () => {
    const walkers = 60;
    const ensemble = multinomialEnsemble(kernel, laws, 33, walkers, 1);
    const truth = multinomialTruth(kernel, [wavyLaw(8, 0.3), wavyLaw(8, 0.9)], 11, walkers, 2);
    const scores = score(ensemble, truth, { level: 0.8 });
    expect(scores).toHaveLength(2);
    scores.forEach((received, step) => {
      const cells = bins8.map((bin) => ({
        draws: drawsAt(ensemble, step, bin),
        runs: truthAt(truth, step + 1, bin),
      }));
      const reference = cells.map(({ runs }) => mean(runs));
      const norm = Math.sqrt(reference.reduce((sum, m) => sum + m * m, 0));
      const error = cells.map(({ draws, runs }) => mean(draws) - mean(runs));
      const expectedError = Math.sqrt(error.reduce((sum, e) => sum + e * e, 0)) / norm;
      expect(received.relativeError).toBeCloseTo(expectedError, 12);
      const noise = cells.map(({ draws, runs }) => variance(runs) / 11 + variance(draws) / 33);
      const floor = Math.sqrt(noise.reduce((a, b) => a + b, 0)) / norm;
      expect(received.samplingFloor).toBeCloseTo(floor, 12);
      const bounds = cells.map(({ draws }) => [slowQuantile(draws, 0.1), slowQuantile(draws, 0.9)]);
      const inside = cells.flatMap(({ runs }, bin) =>
        runs.map((y) => (y >= bounds[bin][0] && y <= bounds[bin][1] ? 1 : 0) as number),
      );
      expect(received.coverage).toBeCloseTo(mean(inside), 12);
      // In densities: counts / (walkers / 4); the mean density on a domain of length 2 is 1/2.
      const widths = bounds.map(([low, high]) => (high - low) / (walkers / 4));
      expect(received.width).toBeCloseTo(mean(widths) / 0.5, 12);
      const crps = cells.flatMap(({ draws, runs }) =>
        runs.map((y) => slowCrps(draws, y) / (walkers / 4)),
      );
      expect(received.crps).toBeCloseTo(mean(crps) / 0.5, 12);
      const pits = cells.flatMap(({ draws, runs }) => runs.map((y) => slowPit(draws, y, 20)));
      for (let edge = 0; edge <= 20; edge++) {
        expect(received.pit.ecdf[edge]).toBeCloseTo(mean(pits.map((pit) => pit[edge])), 12);
      }
      expect(received).toMatchObject({ step, time: step + 1, bins: 8, diverged: 0 });
    });
  });

  test("is perfect for a forecast that is sure and right", () => {
    const counts = Uint32Array.of(4, 3, 2, 1);
    const ensemble = new Ensemble(fieldsOf(counts, 1, 1, 10), kernel);
    const truth = new Dataset({
      grid: ensemble.grid,
      time: Float64Array.of(0, 1),
      sequences: 1,
      walkers: 10,
      counts: Uint32Array.of(10, 0, 0, 0, ...counts),
      provenance,
    });
    const [received] = score(ensemble, truth);
    expect(received).toMatchObject({ relativeError: 0, coverage: 1, width: 0, crps: 0 });
    // One run and one draw: the multinomial variance m (1 - m / 10) of each.
    const floor = Math.sqrt((2 * (4 * 0.6 + 3 * 0.7 + 2 * 0.8 + 0.9)) / 30);
    expect(received.samplingFloor).toBeCloseTo(floor, 12);
  });

  test("leaves diverged draws out and counts them", () => {
    const walkers = 60;
    const ensemble = multinomialEnsemble(kernel, laws, 6, walkers, 1);
    const truth = multinomialTruth(kernel, laws, 5, walkers, 2);
    const kept = new Ensemble(fieldsOf(ensemble.counts.slice(0, 5 * 2 * 8), 5, 2, walkers), kernel);
    const divergedAt = Int32Array.of(-1, -1, -1, -1, -1, 1);
    const partly = new Ensemble({ ...ensemble, divergedAt }, kernel);
    expect(score(partly, truth)[0]).toEqual(score(ensemble, truth)[0]);
    expect(score(partly, truth)[1]).toEqual({ ...score(kept, truth)[1], diverged: 1 });
  });
});

describe("a forecast that draws from the truth's own law", () => {
  const walkers = 200;
  const steps = 60;
  const draws = 99;

  test("covers as often as the closed interval's exact probability, above the level", () => {
    const runs = 150;
    const law = wavyLaw(24);
    const all = Array.from({ length: steps }, () => law);
    const ensemble = multinomialEnsemble(kernel, all, draws, walkers, 3);
    const truth = multinomialTruth(kernel, all, runs, walkers, 4);
    const byBin = Array.from(law, (p) => binomialLaw(walkers, p));
    const expected = all.map((_, step) =>
      mean(
        byBin.map((pmf, bin) => closedIntervalProbability(pmf, drawsAt(ensemble, step, bin), 0.9)),
      ),
    );
    const scores = score(ensemble, truth, { level: 0.9 });
    // Given the draws, the steps are independent, and so are the runs: their spread gives the error.
    const difference = scores.map(({ coverage }, step) => coverage - expected[step]);
    const z = mean(difference) / Math.sqrt(variance(difference) / steps);
    expect(Math.abs(z)).toBeLessThan(3.46); // Student's t with 59 degrees of freedom, .001
    expect(Math.sqrt(variance(difference))).toBeLessThan(Math.sqrt((0.9 * 0.1) / runs));
    expect(mean(expected)).toBeGreaterThan(0.9);
    expect(mean(expected)).toBeLessThan(0.96);
  });

  test("has a flat PIT though the bins hold few walkers", () => {
    const many = 800;
    for (const n of [30, 200]) {
      const law = wavyLaw(12);
      const all = Array.from({ length: many }, () => law);
      const ensemble = multinomialEnsemble(kernel, all, 19, n, 5);
      const truth = multinomialTruth(kernel, all, 2, n, 6);
      const histograms = score(ensemble, truth).map(({ pit }) => pit.histogram);
      for (let cell = 0; cell < 20; cell++) {
        const values = histograms.map((histogram) => histogram[cell]);
        const z = (mean(values) - 1 / 20) / Math.sqrt(variance(values) / many);
        // .001 over 20 cells.
        expect(Math.abs(z)).toBeLessThan(4.06);
      }
    }
  });

  test("has a relative error as large as the sampling floor, in the mean square", () => {
    const all = Array.from({ length: 400 }, () => wavyLaw(12));
    const ensemble = multinomialEnsemble(kernel, all, 20, walkers, 7);
    const truth = multinomialTruth(kernel, all, 10, walkers, 8);
    const excess = score(ensemble, truth).map(
      ({ relativeError, samplingFloor }) => relativeError ** 2 - samplingFloor ** 2,
    );
    const z = mean(excess) / Math.sqrt(variance(excess) / 400);
    expect(Math.abs(z)).toBeLessThan(3.2905);
  });

  test("beats one that is biased and one that is too wide in CRPS", () => {
    const all = Array.from({ length: 20 }, () => wavyLaw(12));
    const truth = multinomialTruth(kernel, all, 100, walkers, 9);
    const crpsOf = (ensemble: Ensemble) => mean(score(ensemble, truth).map(({ crps }) => crps));
    const right = crpsOf(multinomialEnsemble(kernel, all, 200, walkers, 10));
    const shifted = all.map(() => wavyLaw(12, 0.5));
    expect(crpsOf(multinomialEnsemble(kernel, shifted, 200, walkers, 10))).toBeGreaterThan(right);
    const fewer = multinomialEnsemble(kernel, all, 100, walkers / 4, 10);
    const counts = fewer.counts.map((count) => count * 4);
    const wide = new Ensemble(fieldsOf(counts, 100, 20, walkers), kernel);
    expect(crpsOf(wide)).toBeGreaterThan(right);
  });
});

describe("bins and times", () => {
  const walkers = 60;

  test("a finer truth is coarsened, and `bins` moves the comparison", () => {
    const fine = [wavyLaw(48), wavyLaw(48, 1)];
    const truth = multinomialTruth(kernel, fine, 7, walkers, 1);
    const ensemble = multinomialEnsemble(kernel, fine, 9, walkers, 2).coarsen(12);
    const coarse = (bins: number) =>
      new Dataset({
        ...truth,
        grid: { ...truth.grid, bins },
        counts: Uint32Array.from({ length: (truth.counts.length * bins) / 48 }, (_, i) => {
          const at = (i * 48) / bins;
          return truth.counts.subarray(at, at + 48 / bins).reduce((a, b) => a + b, 0);
        }),
      });
    expect(score(ensemble, truth)).toEqual(score(ensemble, coarse(12)));
    expect(score(ensemble, truth, { bins: 24 })).toEqual(score(ensemble.rebin(24), coarse(24)));
    expect(score(ensemble, truth, { bins: 4 })).toEqual(score(ensemble.coarsen(4), coarse(4)));
  });

  test("times are matched from the start on, whatever clock and finer step the truth has", () => {
    const four = [0, 1, 2, 3].map((phase) => wavyLaw(8, phase));
    const truth = multinomialTruth(kernel, four, 7, walkers, 1);
    const ensemble = multinomialEnsemble(kernel, [four[1], four[3]], 9, walkers, 2);
    // Snapshots 0..4 of the truth; the forecast has steps 2 and 4 after the start.
    const time = Float64Array.of(2, 4);
    const expected = score(new Ensemble({ ...ensemble, time }, kernel), truth);
    expect(expected[1].time).toBe(4);
    const started = {
      ...ensemble,
      time: Float64Array.of(12, 14),
      start: { sequence: 0, time: 10 },
    };
    const stripped = (scores: typeof expected) => scores.map((s) => ({ ...s, time: 0 }));
    expect(stripped(score(new Ensemble(started, kernel), truth))).toEqual(stripped(expected));
    const later = new Dataset({ ...truth, time: truth.time.map((t) => t + 100) });
    expect(score(new Ensemble({ ...ensemble, time }, kernel), later)).toEqual(expected);
    const forecast = [0, 1].map((step) => bins8.map((bin) => mean(drawsAt(ensemble, step, bin))));
    const errors = forecast.map((means, step) =>
      relativeError(
        means,
        bins8.map((bin) => mean(truthAt(truth, 2 * step + 2, bin))),
      ),
    );
    expected.forEach((received, step) => {
      expect(received.relativeError).toBeCloseTo(errors[step], 12);
    });
    const oneOn = new Ensemble({ ...ensemble, time: Float64Array.of(1, 3) }, kernel);
    expect(stripped(score(oneOn, truth, { from: 1 }))).toEqual(stripped(expected));
  });

  const truthOf = (more: object) =>
    new Dataset({ ...multinomialTruth(kernel, laws, 3, walkers, 1), ...more });

  /** The second run has no walkers at the last snapshot. */
  const unobserved = () => {
    const whole = truthOf({});
    const counts = whole.counts.slice();
    const observed = new Uint8Array(3 * whole.time.length).fill(1);
    const last = 2 * whole.time.length - 1;
    observed[last] = 0;
    counts.fill(0, last * 8, (last + 1) * 8);
    return new Dataset({ ...whole, counts, observed });
  };

  test.each<[string, string, () => Dataset, ScoreOptions]>([
    ["another domain", "InvalidData", () => truthOf({ grid: { domain: [0, 1], bins: 8 } }), {}],
    ["other walkers", "InvalidData", () => multinomialTruth(kernel, laws, 3, 61, 1), {}],
    ["too few times", "InvalidData", () => multinomialTruth(kernel, [laws[0]], 3, walkers, 1), {}],
    ["other times", "InvalidData", () => truthOf({ time: Float64Array.of(0, 0.9, 1.8) }), {}],
    [
      "fewer bins",
      "InvalidData",
      () => multinomialTruth(kernel, [wavyLaw(4), wavyLaw(4)], 3, walkers, 1),
      {},
    ],
    ["a snapshot not observed", "InvalidData", () => unobserved(), {}],
    ["fewer bins than asked for", "InvalidData", () => truthOf({}), { bins: 16 }],
    ["bins that do not divide", "InvalidParameter", () => truthOf({}), { bins: 12 }],
    ["a level in per cent", "InvalidParameter", () => truthOf({}), { level: 95 }],
    ["a start that is not there", "InvalidParameter", () => truthOf({}), { from: 3 }],
  ])("%s are refused: %s", (_, tag, truth, options) => {
    const ensemble = multinomialEnsemble(kernel, laws, 3, walkers, 1);
    let caught: unknown;
    try {
      score(ensemble, truth(), options);
    } catch (error) {
      caught = error;
    }
    expect(isCoarsegrainError(caught) && caught.tag).toBe(tag);
  });

  test.each<[string, () => unknown, () => unknown, RegExp]>([
    ["no forecast", () => undefined, () => truthOf({}), /forecast to score.*undefined/],
    ["a forecast not awaited", () => Promise.resolve(), () => truthOf({}), /a Promise.*Await/],
    ["no truth", () => ours(), () => undefined, /truth: expected a Dataset; received undefined/],
    ["truth and forecast swapped", () => truthOf({}), () => ours(), /forecast to score.*Dataset/],
  ])("%s is refused", (_, forecast, truth, message) => {
    const run = () => score(forecast() as Ensemble, truth() as Dataset);
    expect(run).toThrow(expect.objectContaining({ tag: "InvalidData" }));
    expect(run).toThrow(message);
  });

  const ours = () => multinomialEnsemble(kernel, laws, 3, walkers, 1);
});

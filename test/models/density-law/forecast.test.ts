import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { forecastDensityLaw } from "../../../src/models/density-law/forecast.js";
import type { DensityLaw } from "../../../src/models/density-law/law.js";
import {
  chiSquareLimit,
  correlationScore,
  kolmogorov,
  kolmogorovLimit,
  normalDistribution,
  z9995,
} from "../../oracle/statistics.js";

const kernel = await instantiateKernel();
const bins = 6;
const model = {
  provenance: { version: "0", command: "", name: "a law", parameters: {}, seed: 0 },
  grid: { domain: [-1, 1] as const, bins },
  timeStep: 0.5,
  walkers: 1000,
};
const origin = { sequence: 2, time: 3 };
const shares = [0.3, 0.05, 0.1, 0.25, 0.1, 0.2];

const known = (_kernel: unknown, draws: number) =>
  Float64Array.from({ length: bins * draws }, (_, i) => shares[Math.floor(i / draws)]);

/** Half of what a bin has moves on to the next. */
const shift: Pick<DensityLaw, "advance"> = {
  advance(states, columns, out) {
    for (let i = 0; i < states.length; i++) {
      const before = (i + states.length - columns) % states.length;
      out[i] = (states[i] + states[before]) / 2;
    }
  },
};

const stay: Pick<DensityLaw, "advance"> = {
  advance: (states, _, out) => out.set(states),
};

const run = (law: DensityLaw, request: { steps: number; draws: number; seed: number }) =>
  forecastDensityLaw(kernel, model, law, known, origin, request);

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

test("advances the shares by the law and counts time from the start", async () => {
  const request = { steps: 3, draws: 2, seed: 1 };
  const ensemble = await run({ ...shift, noise: 0, conserving: true }, request);
  let expected = shares;
  for (let step = 0; step < 3; step++) {
    expected = expected.map((x, j) => (x + expected[(j + bins - 1) % bins]) / 2);
    for (const draw of [0, 1]) {
      const row = (draw * 3 + step) * bins;
      expect(Array.from(ensemble.state.subarray(row, row + bins))).toEqual(expected);
      expect(sum(ensemble.countsAt(draw, step))).toBe(1000);
    }
  }
  expect(Array.from(ensemble.time)).toEqual([3.5, 4, 4.5]);
  expect(ensemble.start).toEqual(origin);
  expect(ensemble.model).toBe("a law");
});

describe("the noise", () => {
  const noise = 1e-3;
  const [steps, draws] = [40, 300];
  const increments = async (conserving: boolean) => {
    const { state } = await run({ ...stay, noise, conserving }, { steps, draws, seed: 5 });
    const columns = Array.from({ length: bins }, () => new Float64Array(steps * draws));
    for (let row = 0; row < steps * draws; row++) {
      for (let j = 0; j < bins; j++) {
        const before = row % steps === 0 ? shares[j] : state[(row - 1) * bins + j];
        columns[j][row] = (state[row * bins + j] - before) / noise;
      }
    }
    return { columns, state };
  };

  test("is normal with its standard deviation in each bin (significance .001)", async () => {
    for (const conserving of [false, true]) {
      const { columns } = await increments(conserving);
      for (const column of columns) {
        expect(kolmogorov(column, normalDistribution)).toBeLessThan(kolmogorovLimit);
      }
      // Standard errors of a correlation r are (1 - r^2) / sqrt(n).
      const correlation = conserving ? -1 / (bins - 1) : 0;
      const score = correlationScore(columns[1], columns[4]);
      const expected = correlation * Math.sqrt(steps * draws);
      expect(Math.abs(score - expected)).toBeLessThan(z9995);
      // From step to step and from path to path there is none.
      const [earlier, later] = [columns[0].subarray(0, -1), columns[0].subarray(1)];
      expect(Math.abs(correlationScore(earlier, later))).toBeLessThan(z9995);
    }
  });

  test("keeps the mass to rounding where it is conserving, and there alone", async () => {
    const spread = (state: Float64Array) => {
      let most = 0;
      for (let row = 0; row < state.length; row += bins) {
        most = Math.max(most, Math.abs(sum(state.subarray(row, row + bins)) - 1));
      }
      return most;
    };
    expect(spread((await increments(true)).state)).toBeLessThan(1e-14);
    expect(spread((await increments(false)).state)).toBeGreaterThan(noise);
  });
});

test("draws walkers by the shares, negative ones taken as 0 (significance .001)", async () => {
  const tilted = [-0.1, 0.2, 0.2, 0.3, 0.4, 0.1];
  const law: DensityLaw = {
    advance: (_, columns, out) => {
      for (let i = 0; i < out.length; i++) out[i] = tilted[Math.floor(i / columns)];
    },
    ...{ noise: 0, conserving: false },
  };
  const draws = 200;
  const ensemble = await run(law, { steps: 1, draws, seed: 3 });
  expect(Array.from(ensemble.state.subarray(0, bins))).toEqual(tilted);
  let pearson = 0;
  for (let draw = 0; draw < draws; draw++) {
    ensemble.countsAt(draw, 0).forEach((m, j) => {
      const expected = (1000 * Math.max(tilted[j], 0)) / 1.2;
      if (j === 0) expect(m).toBe(0);
      else pearson += (m - expected) ** 2 / expected;
    });
  }
  expect(pearson).toBeLessThan(chiSquareLimit(draws * (bins - 2)));
});

test("a path does not depend on how many are drawn beside it", async () => {
  const law = { ...shift, noise: 0.002, conserving: true };
  const many = await run(law, { steps: 4, draws: 250, seed: 9 });
  for (const draws of [1, 99, 130]) {
    const few = await run(law, { steps: 4, draws, seed: 9 });
    expect(many.counts.slice(0, few.counts.length)).toEqual(few.counts);
    expect(many.state.slice(0, few.state.length)).toEqual(few.state);
  }
  const other = await run(law, { steps: 4, draws: 1, seed: 10 });
  expect(many.state.slice(0, other.state.length)).not.toEqual(other.state);
});

test("paths that are all alike are run once, and their walkers drawn anew", async () => {
  const columns: number[] = [];
  const law: DensityLaw = {
    advance(states, count, out) {
      columns.push(count);
      shift.advance(states, count, out);
    },
    ...{ noise: 0, conserving: true },
  };
  const ensemble = await run(law, { steps: 2, draws: 250, seed: 4 });
  expect(columns).toEqual([1, 1]);
  expect(ensemble.state.slice(-2 * bins)).toEqual(ensemble.state.slice(0, 2 * bins));
  expect(ensemble.countsAt(249, 1)).not.toEqual(ensemble.countsAt(0, 1));
});

describe("a path diverges", () => {
  test.each([
    ["where a share is not a number", (x: number, t: number) => (t === 2 ? Number.NaN : x)],
    ["where a share is infinite", (x: number, t: number) => (t === 2 ? x / 0 : x)],
    ["where its mass is lost", (x: number, t: number) => (t === 2 ? x / 2.1 : x)],
    ["where its mass has doubled", (x: number, t: number) => (t === 2 ? x * 2.1 : x)],
    ["where it swings about", (x: number, t: number) => (t === 2 ? (x - 1 / 6) * 99 : x)],
  ])("%s, and the law is not asked about it again", async (_, change) => {
    let t = 0;
    const seen: number[] = [];
    const law: DensityLaw = {
      advance(states, columns, out) {
        seen.push(states[0], states[1]);
        // Only the second of two paths is led astray.
        states.forEach((x, i) => {
          out[i] = i % columns === 1 ? change(x, t) : x;
        });
        t++;
      },
      ...{ noise: 1e-300, conserving: true },
    };
    const ensemble = await run(law, { steps: 5, draws: 2, seed: 0 });
    expect(Array.from(ensemble.divergedAt)).toEqual([-1, 2]);
    expect(ensemble.divergedBy(1)).toBe(0);
    expect(ensemble.divergedBy(4)).toBe(1);
    expect(seen.slice(-2)).toEqual([0.3, 1 / bins]);
  });
});

test("stops with Interrupted when told", async () => {
  const stop = new AbortController();
  const request = { steps: 2, draws: 1000, seed: 0, signal: stop.signal };
  const forecast = forecastDensityLaw(
    kernel,
    model,
    { ...stay, noise: 0, conserving: true },
    known,
    origin,
    { ...request, onProgress: () => stop.abort() },
  );
  await expect(forecast).rejects.toMatchObject({ tag: "Interrupted" });
});

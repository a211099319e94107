import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../src/kernel/load.js";
import { openStream } from "../../src/kernel/random.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import {
  binProbabilities,
  emptyBin,
  periodicCovariance,
  sampleInitialState,
} from "../../src/simulate/initial-state.js";

const kernel = await instantiateKernel();

function draw(given: { [parameter: string]: unknown }, sequence = 0): Float64Array {
  const { grid, parameters } = advectionDiffusion(given);
  return sampleInitialState(kernel, openStream(kernel, 11, sequence, 0), grid, parameters);
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0) / values.length;
}

/** Second moments E[X_j X_{j+d}], shape [draw, d], averaged over j within each draw. */
function moments(states: Float64Array[], lag: number): number[] {
  return states.map((x) => mean(x.map((value, j) => value * x[(j + lag) % x.length])));
}

/** |mean - expected| in standard errors of independent values. */
function deviation(values: number[], expected: number): number {
  const average = mean(values);
  const variance = mean(values.map((value) => (value - average) ** 2));
  return Math.abs(average - expected) / Math.sqrt(variance / values.length);
}

// 24 lags below at significance .001 in all: each at .001 / 24, two-sided.
const limit = 4.1;

describe("gaussian-process", () => {
  const states = Array.from({ length: 4000 }, (_, i) =>
    draw({ initial: "gaussian-process", sigma: 0.5, length: 1.5, centred: false }, i),
  );

  test("has the covariance of the periodic squared exponential", () => {
    for (let lag = 0; lag < 24; lag++) {
      const angle = (2 * Math.PI * 1.5) / 24;
      const expected = 0.25 * Math.exp((-2 * Math.sin((Math.PI * lag) / 24) ** 2) / angle ** 2);
      expect(periodicCovariance(kernel, 24, 0.5, 1.5)[lag]).toBeCloseTo(expected, 12);
      expect(deviation(moments(states, lag), expected)).toBeLessThan(limit);
    }
  });

  test("has the same variance in every bin", () => {
    for (let j = 0; j < 24; j++) {
      expect(
        deviation(
          states.map((x) => x[j] * x[j]),
          0.25,
        ),
      ).toBeLessThan(limit);
    }
  });

  test("tends to exp(-d^2 / 2 length^2) at small distances", () => {
    const covariance = periodicCovariance(kernel, 1000, 1, 20);
    for (const d of [1, 5, 20]) expect(covariance[d]).toBeCloseTo(Math.exp(-(d * d) / 800), 3);
  });

  test("draws another state for each sequence, the same for the same one", () => {
    expect(draw({}, 3)).toEqual(draw({}, 3));
    expect(draw({}, 3)).not.toEqual(draw({}, 4));
  });
});

test("white states are uncorrelated with the given deviation", () => {
  const states = Array.from({ length: 2000 }, (_, i) =>
    draw({ initial: "white", sigma: 0.7, centred: false }, i),
  );
  expect(deviation(moments(states, 0), 0.49)).toBeLessThan(limit);
  for (const lag of [1, 2, 12]) expect(deviation(moments(states, lag), 0)).toBeLessThan(limit);
});

test("centred states have mean zero, an offset shifts all bins alike", () => {
  const centred = draw({});
  expect(Math.abs(mean(centred))).toBeLessThan(1e-15);
  const offsets = Array.from({ length: 2000 }, (_, i) => {
    const shift = mean(draw({ offset: 3 }, i));
    expect(draw({ offset: 3 }, i)[7] - draw({}, i)[7]).toBeCloseTo(shift, 12);
    return shift;
  });
  expect(deviation(offsets, 0)).toBeLessThan(limit);
  expect(
    deviation(
      offsets.map((shift) => shift * shift),
      9,
    ),
  ).toBeLessThan(limit);
});

describe("named profiles", () => {
  const centre = (j: number) => -1 + (j + 0.5) / 12;

  test("bump follows its formula and is a Gaussian near its centre", () => {
    const shape = { profilePosition: 0.3, profileWidth: 0.2, profileHeight: 2 };
    const state = draw({ initial: "bump", centred: false, ...shape });
    for (let j = 0; j < 24; j++) {
      const turn = Math.PI * (centre(j) - 0.3);
      const expected = 2 * Math.exp((Math.cos(turn) - 1) / (Math.PI * 0.2) ** 2);
      expect(state[j]).toBeCloseTo(expected, 12);
    }
    expect(state[15]).toBeCloseTo(2 * Math.exp(-((centre(15) - 0.3) ** 2) / (2 * 0.04)), 4);
  });

  test("sine follows its formula", () => {
    const state = draw({ initial: "sine", profileWaves: 3, profilePosition: -0.4 });
    for (let j = 0; j < 24; j++) {
      expect(state[j]).toBeCloseTo(Math.sin(3 * Math.PI * (centre(j) + 0.4)), 12);
    }
  });

  test("block covers bins in part and runs over the end of the domain", () => {
    // 8 bins of 1/4; the block [.875, 1.375) covers half of bin 7, bin 0, half of bin 1.
    const state = draw({
      initial: "block",
      bins: 8,
      centred: false,
      profilePosition: 1.125,
      profileWidth: 0.5,
      profileHeight: 4,
    });
    expect(Array.from(state)).toEqual([4, 2, 0, 0, 0, 0, 0, 2]);
    expect(Array.from(draw({ initial: "block", profileWidth: 9, centred: false }))).toEqual(
      Array.from({ length: 24 }, () => expect.closeTo(1, 12)),
    );
  });

  test("single-bin leaves next to nothing elsewhere", () => {
    const state = draw({ initial: "single-bin", profilePosition: -0.99, centred: false });
    expect(Array.from(state)).toEqual([0, ...Array.from({ length: 23 }, () => emptyBin)]);
    const probabilities = binProbabilities(kernel, state);
    expect(probabilities[0]).toBeGreaterThan(1 - 1e-11);
    expect(probabilities[9] / probabilities[0]).toBeCloseTo(Math.exp(-30), 25);
  });
});

test.each([
  { sigma: 1e308 },
  { length: 1e-300 },
  { initial: "bump", profileHeight: 1e308 },
] as const)("refuses %o, which leaves the finite numbers", (given) => {
  expect(() => draw(given)).toThrow(/initial coarse state: expected finite values.*Set sigma/);
});

test("bin probabilities sum to one and ignore a constant, however large", () => {
  const state = draw({});
  const probabilities = binProbabilities(kernel, state);
  expect(mean(probabilities) * 24).toBeCloseTo(1, 14);
  const shifted = binProbabilities(
    kernel,
    state.map((value) => value + 1000),
  );
  for (let j = 0; j < 24; j++) expect(shifted[j]).toBeCloseTo(probabilities[j], 12);
});

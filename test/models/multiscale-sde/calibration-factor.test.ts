import { describe, expect, it } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { fillNormal, openStream } from "../../../src/kernel/random.js";
import {
  type Compared,
  calibrationFactor,
  explained,
  factorBesideStart,
  growthExponent,
  normalWithin,
  shareErrors,
} from "../../../src/models/multiscale-sde/calibration-factor.js";

const kernel = await instantiateKernel();
const n = 4000;

function normals(stream: number): Float64Array {
  const mark = kernel.arena.mark();
  const room = kernel.arena.f64(n);
  fillNormal(kernel, openStream(kernel, 3, stream, 77), room);
  const drawn = room.view.slice();
  kernel.arena.release(mark);
  return drawn;
}

/** Errors of an ensemble whose spread is `truth` times too small, with a floor and noise of the truth. */
function compared(stream: number, truth: number, floor = 0, noise = 0): Compared {
  const spread = Float64Array.from({ length: n }, (_, i) =>
    i % 2 === 0 ? 1e-6 : (1 + (i % 7)) / 4,
  );
  const drawn = normals(stream);
  return {
    error: drawn.map((x, i) => x * Math.sqrt(truth * truth * spread[i] + floor + noise)),
    spread,
    begun: new Float64Array(n),
    missed: new Float64Array(n),
    grown: new Float64Array(n).fill(1),
    // Times come over and over, so that nothing else goes with them.
    elapsed: Float64Array.from({ length: n }, (_, i) => ((i * 7) % 11) / 10),
    noise: new Float64Array(n).fill(noise),
  };
}

describe("the factor on the spread of an ensemble", () => {
  it.each([0.2, 1, 5])("is %s if that made the errors, whatever noise the truth has", (truth) => {
    const exact = calibrationFactor([compared(1, truth)], []);
    expect(Math.abs(exact / truth - 1)).toBeLessThan(0.05);
    const noisy = calibrationFactor([compared(1, truth, 0, 0.01 * truth * truth)], []);
    expect(Math.abs(noisy / truth - 1)).toBeLessThan(0.08);
  });

  it("is larger than that of the typical trajectory where trajectories differ", () => {
    const alike = Array.from({ length: 8 }, (_, k) => compared(k, 1));
    const different = Array.from({ length: 8 }, (_, k) => compared(k, k % 2 === 0 ? 0.5 : 2));
    const even = calibrationFactor(alike.slice(0, 4), alike);
    const uneven = calibrationFactor(different.slice(0, 4), different);
    expect(even).toBeGreaterThan(0.95);
    expect(even).toBeLessThan(1.1);
    // Two standard deviations of the harder half are to be reached most of the time.
    expect(uneven).toBeGreaterThan(1.7);
    expect(uneven).toBeLessThan(4);
  });

  it("does without the times at which the ensemble has diverged", () => {
    const one = compared(2, 1);
    const spread = one.spread.map((v, i) => (i < 1000 ? Infinity : v));
    const error = one.error.map((e, i) => (i < 1000 ? 0 : e));
    expect(Math.abs(calibrationFactor([{ ...one, spread, error }], []) - 1)).toBeLessThan(0.05);
  });
});

describe("the variance beside the spread", () => {
  it.each([
    [0.3, 0.04],
    [2, 0.5],
  ])("is found beside the factor %s: %s", (truth, floor) => {
    const found = shareErrors([compared(4, truth, floor), compared(5, truth, floor)]);
    expect(Math.abs(found.floor / floor - 1)).toBeLessThan(0.1);
    expect(Math.abs(found.factor / truth - 1)).toBeLessThan(0.05);
  });

  it("is next to nothing where there is none", () => {
    expect(shareErrors([compared(6, 1)]).floor).toBeLessThan(1e-4);
  });
});

it("both together are widened where trajectories differ, the variance that is everywhere too", () => {
  const easy = Array.from({ length: 4 }, (_, k) => compared(k, 0, 0.25));
  const hard = Array.from({ length: 4 }, (_, k) => compared(k + 4, 0, 4));
  const shares = shareErrors([...easy, ...hard]);
  const whole = [...easy, ...hard].map((one) => explained(one, shares));
  const even = easy.map((one) => explained(one, shareErrors(easy)));
  expect(calibrationFactor(even, [])).toBeLessThan(1.1);
  const widened = shares.floor * calibrationFactor(whole, []) ** 2;
  expect(widened).toBeGreaterThan(2.2);
});

describe("what no factor changes", () => {
  it("is left out of the widening, which then is larger", () => {
    const [begun, whole] = [[Float64Array.of(1, 1)], [Float64Array.of(4, 4)]];
    // 4 w^2 of all is 1 and 3 w'^2 of the rest.
    expect(factorBesideStart(2, begun, whole) ** 2).toBeCloseTo((4 * 4 - 1) / 3, 12);
    expect(factorBesideStart(1, begun, whole)).toBeCloseTo(1, 12);
    expect(factorBesideStart(0.3, begun, whole)).toBe(0);
  });

  it("leaves the factor of the noise as it is", () => {
    const truth = 2;
    const one = compared(7, truth, 0.3);
    const begun = new Float64Array(n).fill(0.3);
    const { factor, floor } = shareErrors([{ ...one, begun }]);
    expect(Math.abs(factor / truth - 1)).toBeLessThan(0.05);
    expect(floor).toBeLessThan(0.01);
  });

  it("may rise with time", () => {
    const rise = 2;
    const one = compared(10, 0, 1);
    const error = one.error.map((e, i) => e * Math.sqrt(1 + rise * one.elapsed[i] ** 2));
    const found = shareErrors([{ ...one, error }]);
    expect(Math.abs(found.rise / rise - 1)).toBeLessThan(0.25);
    expect(Math.abs(found.floor - 1)).toBeLessThan(0.15);
    expect(shareErrors([one]).rise).toBeLessThan(0.15);
  });

  it("may grow: the floor is then what it is where it does not", () => {
    const one = compared(8, 0, 1);
    const grown = new Float64Array(n).map((_, i) => (i < n / 2 ? 1 : 9));
    const error = one.error.map((e, i) => e * Math.sqrt(grown[i]));
    const { floor } = shareErrors([{ ...one, error, grown }]);
    expect(Math.abs(floor - 1)).toBeLessThan(0.1);
  });
});

it("bears fields that never change, where nothing has a variance", () => {
  const one = compared(11, 1);
  const none = new Float64Array(n);
  const still = { ...one, error: none, spread: none };
  expect(Object.values(shareErrors([still])).every(Number.isFinite)).toBe(true);
  // At half of the points alone.
  const half = (values: Float64Array) => values.map((x, i) => (i % 4 < 2 ? 0 : x));
  const some = { ...one, error: half(one.error), spread: half(one.spread) };
  expect(Math.abs(shareErrors([some]).factor - 1)).toBeLessThan(0.1);
  const alike = [1, 2].map(() => ({ compared: still, distance: 0 }));
  expect(growthExponent([alike])).toBe(1.5);
});

describe("the power of the distance", () => {
  const set = (power: number, size: number, distances: number[]) =>
    distances.map((distance, k) => {
      return { distance, compared: compared(k, size * distance ** power) };
    });
  const spread = [0.5, 0.7, 1, 1.4, 2, 3];

  it.each([0.3, 1.5, 2.5])("is %s if errors grow so, in sets of whatever errors", (power) => {
    const sets = [set(power, 1, spread), set(power, 0.2, spread.slice(1))];
    // The prior, of power 1.5, has some weight beside eleven trajectories.
    expect(Math.abs(growthExponent(sets) - power)).toBeLessThan(0.3);
  });

  it("is that of the prior where distances do not differ", () => {
    expect(growthExponent([set(2, 1, [1, 1, 1])])).toBe(1.5);
  });

  it("is never below 0", () => {
    expect(growthExponent([set(-2, 1, spread)])).toBe(0);
  });
});

it("of two ranges of the factor, the likelihood prefers the one that has it", () => {
  const one = [compared(9, 0.5, 0.01)];
  const [low, high] = [shareErrors(one, [0.3, 0.8]), shareErrors(one, [0.8, 2])];
  expect(low.likelihood).toBeGreaterThan(high.likelihood);
  expect(high.factor).toBeCloseTo(0.8, 6);
});

it.each([
  [1, 0.6826894921],
  [2, 0.9544997361],
  [3.5, 0.9995347418],
])("a normal is within %s standard deviations with probability %s", (deviations, share) => {
  expect(normalWithin(deviations)).toBeCloseTo(share, 9);
});

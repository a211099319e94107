import { describe, expect, test } from "vitest";
import { createAdam } from "../../src/autodiff/adam.js";
import { log, square } from "../../src/autodiff/elementwise.js";
import { constant, cosine, geometric, warmUp } from "../../src/autodiff/schedules.js";
import { createTape } from "../../src/autodiff/tape.js";
import { isCoarsegrainError } from "../../src/errors.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";

const kernel = await instantiateNetworkKernel();

/** sum of x^4 / 4, whose gradient is x^3. */
function quartic(precision: "float32" | "float64", numbers: readonly number[]) {
  const tape = createTape(kernel, { precision });
  const x = tape.parameter("x", 1, numbers.length, numbers);
  return { tape, x, objective: tape.minimise([{ of: square(square(x)), weight: 0.25 }]) };
}

describe("Adam", () => {
  test("makes the updates of Kingma and Ba's algorithm", () => {
    const start = [1, -2, 0.5, 3, 0.1];
    const { x, objective } = quartic("float64", start);
    const adam = createAdam([{ parameters: [x], rate: constant(0.1) }]);
    const expected = [...start];
    const m = start.map(() => 0);
    const v = start.map(() => 0);
    for (let t = 1; t <= 20; t++) {
      const g = expected.map((p) => p ** 3);
      const norm = Math.hypot(...g);
      objective.differentiate();
      expect(adam.step()).toBeCloseTo(norm, 12);
      for (let i = 0; i < start.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2;
        const deviation = Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8;
        expected[i] -= (0.1 * (m[i] / (1 - 0.9 ** t))) / deviation;
        expect(x.value[i]).toBeCloseTo(expected[i], 12);
      }
    }
  });

  test("shortens a gradient that is longer than asked for", () => {
    const { x, objective } = quartic("float64", [3, 4]);
    const adam = createAdam([{ parameters: [x], rate: constant(0.1) }], { clip: 1 });
    objective.differentiate();
    const norm = Math.hypot(27, 64);
    expect(adam.step()).toBeCloseTo(norm, 12);
    expect(adam.state().first[0][0]).toBeCloseTo((0.1 * 27) / norm, 14);
  });

  test("goes on from a state as if it had not stopped", () => {
    const run = (stop: boolean) => {
      const { x, objective } = quartic("float32", [3, 4, 5]);
      let adam = createAdam([{ parameters: [x], rate: geometric(0.1, 0.01, 10) }]);
      for (let step = 0; step < 10; step++) {
        if (stop && step === 4) {
          const state = adam.state();
          adam = createAdam([{ parameters: [x], rate: geometric(0.1, 0.01, 10) }]);
          adam.restore(state);
        }
        objective.differentiate();
        adam.step();
      }
      return Array.from(x.value);
    };
    expect(run(true)).toEqual(run(false));
  });

  test("names the parameter whose gradient is not finite, and updates nothing", () => {
    const tape = createTape(kernel);
    const good = tape.parameter("good", 1, 1, [1]);
    const bad = tape.parameter("bad", 1, 2, [1, -1]);
    const objective = tape.minimise([{ of: square(good) }, { of: square(log(bad)) }]);
    const adam = createAdam([{ parameters: [good, bad], rate: constant(0.1) }]);
    objective.differentiate();
    let thrown: unknown;
    try {
      adam.step();
    } catch (error) {
      thrown = error;
    }
    expect(isCoarsegrainError(thrown, "NumericalFailure")).toBe(true);
    expect(String(thrown)).toContain("parameter bad");
    expect(good.value[0]).toBe(1);
    expect(adam.state().step).toBe(0);
  });
});

describe("schedules", () => {
  test("are constant, geometric, cosine, and warmed up", () => {
    expect(constant(0.3)(1000)).toBe(0.3);
    const falling = geometric(1, 0.01, 10);
    expect([0, 5, 10, 20].map(falling).map((x) => Number(x.toPrecision(12)))).toEqual([
      1, 0.1, 0.01, 0.01,
    ]);
    for (const step of [1, 3, 7]) expect(falling(step)).toBeCloseTo(0.01 ** (step / 10), 14);
    const wave = cosine(1, 8, 0.2);
    for (const step of [0, 1, 4, 6, 8]) {
      expect(wave(step)).toBeCloseTo(0.2 + 0.4 * (1 + Math.cos((Math.PI * step) / 8)), 14);
    }
    expect(wave(9)).toBe(0.2);
    expect([0, 1, 3, 4, 9].map(warmUp(constant(1), 4))).toEqual([0.25, 0.5, 1, 1, 1]);
  });
});

import { describe, expect, it } from "vitest";
import { burgersAdvance, burgersAdvance2d } from "../../../src/kernel/fields/burgers.js";
import { fourierPlan } from "../../../src/kernel/fields/fourier.js";
import {
  fieldToSpectrum,
  kdvAdvance,
  prepareKdv,
  spectrumToField,
  type ThirdDifference,
} from "../../../src/kernel/fields/kdv.js";
import { instantiateFieldsKernel } from "../../../src/kernel/fields/load.js";
import { reserveField } from "../../../src/kernel/fields/region.js";

const kernel = await instantiateFieldsKernel();

/** Runs with the kernel's memory given back. */
function free<T>(run: () => T): T {
  const mark = kernel.arena.mark();
  const result = run();
  kernel.arena.release(mark);
  return result;
}

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

/** The field at the end, from a start given by its values at i / n of the length. */
function burgers(n: number, start: (x: number) => number, viscosity: number, steps: number) {
  return free(() => {
    const [u, room] = [reserveField(kernel, n), reserveField(kernel, n)];
    u.view.set(Float64Array.from({ length: n }, (_, i) => start(i / n)));
    burgersAdvance(kernel, u, room, { spacing: [1 / n], viscosity, dt: 0.5 / steps, steps });
    return u.view.slice();
  });
}

function kdv(
  n: number,
  start: (x: number) => number,
  stencil: ThirdDifference,
  steps: number,
  [duration, dispersion] = [1, 0.02],
) {
  return free(() => {
    const plan = fourierPlan(kernel, n);
    const made = prepareKdv(kernel, plan, 10 / n, dispersion, duration / steps, stencil);
    const spectrum = kernel.arena.f64(2 * n);
    const field = Float64Array.from({ length: n }, (_, i) => start((10 * i) / n));
    fieldToSpectrum(kernel, made, field, spectrum);
    kdvAdvance(kernel, made, spectrum, steps);
    spectrumToField(kernel, made, spectrum, field);
    return field;
  });
}

describe("Burgers on a line", () => {
  const viscosity = 0.02;
  /** Of Cole and Hopf: -2 nu d/dx log phi, phi = 1.2 + e^(-4 pi^2 nu t) cos 2 pi x. */
  const exact = (x: number, t: number) => {
    const decay = Math.exp(-4 * Math.PI ** 2 * viscosity * t);
    const phase = 2 * Math.PI * x;
    return (4 * Math.PI * viscosity * decay * Math.sin(phase)) / (1.2 + decay * Math.cos(phase));
  };

  it("converges to the solution of Cole and Hopf with the second order in space", () => {
    const errors = [100, 200, 400].map((n) => {
      const u = burgers(n, (x) => exact(x, 0), viscosity, 8000);
      return worst(
        u,
        Array.from(u, (_, i) => exact(i / n, 0.5)),
      );
    });
    expect(errors[2]).toBeLessThan(5e-5);
    expect(errors[0] / errors[1]).toBeCloseTo(4, 0);
    expect(errors[1] / errors[2]).toBeCloseTo(4, 0);
  });

  it("converges with the second order in time", () => {
    const run = (steps: number) => burgers(64, (x) => exact(x, 0), viscosity, steps);
    const limit = run(6400);
    const errors = [200, 400, 800].map((steps) => worst(run(steps), limit));
    expect(errors[0] / errors[1]).toBeCloseTo(4, 0);
    expect(errors[1] / errors[2]).toBeCloseTo(4, 0);
  });

  it.each([64, 101])("conserves mass on %i points, and turns with the ring", (n) => {
    const hump = (x: number) => Math.exp(-(((x % 1) - 0.5) ** 2) / 0.01);
    const u = burgers(n, hump, 5e-3, 1000);
    const start = Array.from({ length: n }, (_, i) => hump(i / n));
    expect(sum(u)).toBeCloseTo(sum(start), 11);
    const turned = burgers(n, (x) => hump(x + 10 / n), 5e-3, 1000);
    expect(worst(turned, [...u.slice(10), ...u.slice(0, 10)])).toBeLessThan(1e-12);
  });
});

describe("Burgers on a square", () => {
  function run(
    rows: number,
    columns: number,
    start: (x: number, y: number) => number,
    steps: number,
  ) {
    return free(() => {
      const [u, room] = [0, 1].map(() => reserveField(kernel, rows * columns));
      u.view.forEach((_, k, view) => {
        view[k] = start((k % columns) / (columns - 1), Math.floor(k / columns) / (rows - 1));
      });
      const before = u.view.slice();
      const spacing = [1 / (rows - 1), 1 / (columns - 1)];
      burgersAdvance2d(kernel, u, room, columns, {
        spacing,
        viscosity: 0.05,
        dt: 1 / steps,
        steps,
      });
      return { before, after: u.view.slice() };
    });
  }

  it("stands still where the equation does, to the second order", () => {
    // u = -(a / 2) tanh(a (x + y - 1) / (4 nu)) balances transport and diffusion.
    const still = (x: number, y: number) => -0.5 * Math.tanh((x + y - 1) / 0.2);
    const errors = [17, 33, 65].map((n) => {
      const { before, after } = run(n, n, still, 2000);
      return worst(before, after);
    });
    expect(errors[2]).toBeLessThan(2e-3);
    expect(errors[1] / errors[2]).toBeCloseTo(4, 0);
  });

  it.each([
    [20, 31],
    [31, 20],
  ])("is the same along rows and columns, and holds the boundary: %i x %i", (rows, columns) => {
    const start = (x: number, y: number) => Math.exp(-((x - 0.3) ** 2 + (y - 0.4) ** 2) / 0.04);
    const { before, after } = run(rows, columns, start, 200);
    const other = run(columns, rows, (x, y) => start(y, x), 200).after;
    let moved = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        expect(other[j * rows + i]).toBe(after[i * columns + j]);
        const edge = i === 0 || j === 0 || i === rows - 1 || j === columns - 1;
        if (edge) expect(after[i * columns + j]).toBe(before[i * columns + j]);
        else moved = Math.max(moved, Math.abs(after[i * columns + j] - before[i * columns + j]));
      }
    }
    expect(moved).toBeGreaterThan(0.1);
  });

  it("refuses columns that do not divide the field", () => {
    const u = reserveField(kernel, 20);
    const steps = { spacing: [1, 1], viscosity: 1, dt: 1, steps: 1 };
    expect(() => burgersAdvance2d(kernel, u, u, 6, steps)).toThrowError(/a divisor of 20/);
  });
});

describe("Korteweg-de Vries", () => {
  /** A solitary wave of speed 1/2: 3 c sech^2(sqrt(c / (4 delta)) (x - c t - 4)). */
  const soliton = (x: number, t: number) =>
    1.5 / Math.cosh(Math.sqrt(0.5 / 0.08) * (x - 0.5 * t - 4)) ** 2;

  it.each([
    ["central" as const, 4, 2e-3],
    ["published" as const, 2, 4e-2],
  ])(
    "carries a solitary wave, %s stencil: halving h divides the error by %i",
    (stencil, by, bound) => {
      const errors = [500, 1000].map((n) => {
        const u = kdv(n, (x) => soliton(x, 0), stencil, 1000);
        return worst(
          u,
          Array.from(u, (_, i) => soliton((10 * i) / n, 1)),
        );
      });
      expect(errors[1]).toBeLessThan(bound);
      expect(errors[0] / errors[1]).toBeGreaterThan(0.85 * by);
      expect(errors[0] / errors[1]).toBeLessThan(1.1 * by);
    },
  );

  it("converges with the fourth order in time", () => {
    const run = (steps: number) => kdv(200, (x) => soliton(x, 0), "central", steps);
    const limit = run(3200);
    const errors = [100, 200, 400].map((steps) => worst(run(steps), limit));
    expect(errors[0] / errors[1]).toBeGreaterThan(14);
    expect(errors[1] / errors[2]).toBeGreaterThan(14);
  });

  it.each(["central", "published"] as const)("conserves mass, %s stencil", (stencil) => {
    const start = (x: number) => 2 * Math.cos(Math.PI * x) * Math.exp(-((x - 7.5) ** 2));
    const before = Float64Array.from({ length: 504 }, (_, i) => start((10 * i) / 504));
    expect(sum(kdv(504, start, stencil, 1000))).toBeCloseTo(sum(before), 10);
  });

  it("takes the linear part exactly: one step and a hundred agree for small waves", () => {
    const start = (x: number) => 1e-9 * Math.exp(-((x - 5) ** 2) / 0.05);
    const [one, many] = [1, 100].map((steps) => kdv(250, start, "published", steps));
    expect(worst(one, many)).toBeLessThan(1e-16);
  });
});

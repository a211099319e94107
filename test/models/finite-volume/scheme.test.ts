import { describe, expect, test } from "vitest";
import type { Equation } from "../../../src/models/finite-volume/equation.js";
import { advance } from "../../../src/models/finite-volume/scheme.js";
import { coarsen, relativeDistance, solve } from "../../oracle/conservation-law.js";

const { PI, sin, exp } = Math;

/** Cell averages of a function with antiderivative F on cells of [-1, 1). */
function averages(cells: number, antiderivative: (y: number) => number): Float64Array {
  const width = 2 / cells;
  return Float64Array.from({ length: cells }, (_, i) => {
    const y = -1 + i * width;
    return (antiderivative(y + width) - antiderivative(y)) / width;
  });
}

/** 1 + a sin(pi (y - shift)), averaged over cells. */
function sine(cells: number, a = 0.5, shift = 0): Float64Array {
  return averages(cells, (y) => y - (a * Math.cos(PI * (y - shift))) / PI);
}

/** Mean absolute difference. */
function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + Math.abs(x - b[i]), 0) / a.length;
}

const advection = (v: number, d: number): Equation => ({
  flux: (u) => v * u,
  speed: () => v,
  diffusivity: () => d,
});

const burgers: Equation = { flux: (u) => (u * u) / 2, speed: (u) => u, diffusivity: () => 0 };

/** Smooth Burgers flow from 1 + a sin(pi y): u = u0(y - u t), solved for the foot of the characteristic. */
function characteristics(cells: number, a: number, time: number): Float64Array {
  // Mass to the left of y is conserved along characteristics: y = foot + u0(foot) t.
  const initial = (x: number) => 1 + a * sin(PI * x);
  const foot = (y: number) => {
    let [low, high] = [y - (1 + a) * time - 1e-9, y - (1 - a) * time + 1e-9];
    for (let k = 0; k < 200; k++) {
      const middle = (low + high) / 2;
      if (middle + initial(middle) * time > y) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  };
  // Integral of u dy between feet: of u0 (1 + u0' t) dx = antiderivative of u0 plus u0^2 t / 2.
  return averages(cells, (y) => {
    const x = foot(y);
    return x - (a * Math.cos(PI * x)) / PI + (initial(x) ** 2 * time) / 2;
  });
}

describe("the scheme", () => {
  test.each([
    {
      name: "advection and diffusion",
      equation: advection(0.7, 0.02),
      exact: (cells: number) => sine(cells, 0.5 * exp(-0.02 * PI * PI), 0.7),
    },
    {
      name: "Burgers",
      equation: burgers,
      exact: (cells: number) => characteristics(cells, 0.5, 0.4),
    },
  ])("is of second order for smooth $name", ({ name, equation, exact }) => {
    const duration = name === "Burgers" ? 0.4 : 1;
    const errors = [40, 80, 160].map((cells) => {
      const u = sine(cells);
      advance(equation, u, 2 / cells, duration);
      return distance(u, exact(cells));
    });
    expect(errors[0]).toBeLessThan(0.01);
    expect(errors[0] / errors[1]).toBeGreaterThan(3.2);
    expect(errors[1] / errors[2]).toBeGreaterThan(3.2);
  });

  test("moves a shock at the mean of the speeds on its sides", () => {
    const [cells, time] = [400, 0.5];
    const u = Float64Array.from({ length: cells }, (_, i) => (i < cells / 2 ? 1 : 0));
    advance(burgers, u, 2 / cells, time);
    // From u = 1 on [-1, 0): a fan opens at -1, the shock leaves 0 with speed 1/2.
    const exact = averages(cells, (y) => {
      const fan = Math.min(Math.max(y + 1, 0), time);
      return (fan * fan) / (2 * time) + Math.min(Math.max(y + 1 - time, 0), 1.25 - time);
    });
    expect(distance(u, exact)).toBeLessThan(0.002);
    expect(Math.max(...u)).toBeLessThanOrEqual(1 + 1e-12);
    expect(Math.min(...u)).toBeGreaterThanOrEqual(-1e-12);
  });

  test("widens a porous bump by Barenblatt's profile, its front of finite speed", () => {
    // du/dt = d^2(u^2)/dy^2: u = t^(-1/3) (c - y^2 t^(-2/3) / 12)_+.
    const porous: Equation = { flux: () => 0, speed: () => 0, diffusivity: (u) => 2 * u };
    const [cells, from, until] = [320, 0.02, 0.1];
    const profile = (t: number) =>
      averages(cells, (y) => {
        const reach = Math.sqrt(12 * 0.1) * t ** (1 / 3);
        const x = Math.min(Math.max(y, -reach), reach);
        return t ** (-1 / 3) * (0.1 * x - (x * x * x * t ** (-2 / 3)) / 36);
      });
    const u = profile(from);
    advance(porous, u, 2 / cells, until - from);
    expect(relativeDistance(u, profile(until))).toBeLessThan(0.004);
    const front = Math.sqrt(1.2) * until ** (1 / 3);
    u.forEach((value, i) => {
      const y = -1 + ((i + 0.5) * 2) / cells;
      if (Math.abs(y) > front + 0.05) expect(value).toBeLessThan(1e-6);
    });
  });

  test("agrees with Godunov's on a traffic jam, where the flux turns", () => {
    const flux = (u: number) => u * (1 - u / 4);
    const jam: Equation = { flux, speed: (u) => 1 - u / 2, diffusivity: () => 0.002 };
    const law = { flux, turn: 2, diffused: (u: number) => 0.002 * u, speed: 1, diffusivity: 0.002 };
    const start = (cells: number) =>
      Float64Array.from({ length: cells }, (_, i) => (i < cells / 2 ? 3.5 : 0.25));
    const [reference] = solve(law, start(1200), [0.6], 2 / 1200);
    const u = start(240);
    advance(jam, u, 2 / 240, 0.6);
    expect(relativeDistance(coarsen(u, 24), coarsen(reference, 24))).toBeLessThan(0.004);
  });

  test("keeps the sum of the cells to rounding", () => {
    const u = Float64Array.from({ length: 100 }, (_, i) => (i % 7 === 0 ? 3 : 0.1 + (i % 5)));
    const before = u.reduce((a, b) => a + b, 0);
    advance({ ...burgers, diffusivity: (x) => 1e-3 * (1 + x) }, u, 0.02, 2);
    expect(Math.abs(u.reduce((a, b) => a + b, 0) / before - 1)).toBeLessThan(1e-13);
  });
});

import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { circulantMean } from "../../../src/models/density-law/linear.js";
import type { Equation } from "../../../src/models/finite-volume/equation.js";
import {
  type AdvectiveFlux,
  advanceExplicit,
  subSteps,
} from "../../../src/models/known-equation/explicit.js";
import { laxWendroffFlux } from "../../../src/models/lax-wendroff/lax-wendroff.js";
import { spectralWeights } from "../../../src/models/spectral/kernel.js";
import { upwindFlux } from "../../../src/models/upwind/upwind.js";
import { coarsen, relativeDistance, solve } from "../../oracle/conservation-law.js";

const kernel = await instantiateKernel();
const [velocity, diffusivity] = [0.6, 0.02];

const linear = (v: number, d: number): Equation => ({
  flux: (u) => v * u,
  speed: () => v,
  diffusivity: () => d,
});

/** Averages over bins of [0, 2) of 1 + e^(-D k^2 t) sin(k (y - v t)) / 2, k = 2 pi. */
function wave(bins: number, time: number, v: number, d: number): Float64Array {
  const k = 2 * Math.PI;
  const size = Math.exp(-d * k * k * time) / 2;
  const edge = (i: number) => -Math.cos(k * ((2 * i) / bins - v * time)) / k;
  return Float64Array.from({ length: bins }, (_, i) => {
    return 1 + (size * (edge(i + 1) - edge(i)) * bins) / 2;
  });
}

function advanced(flux: AdvectiveFlux, u: Float64Array, equation: Equation, time: number) {
  const copy = u.slice();
  advanceExplicit(equation, flux, copy, 2 / u.length, time);
  return copy;
}

describe.each([
  ["upwind", upwindFlux, 1],
  ["lax-wendroff", laxWendroffFlux, 2],
] as const)("%s", (_, flux, order) => {
  test.each([
    ["that is carried along", velocity, 0],
    ["that is carried back", -velocity, 0],
    ["that is carried along and decays", velocity, diffusivity],
  ])(`converges to a sine %s with order ${order}`, (_what, v, d) => {
    const errors = [128, 256, 512].map((bins) => {
      const found = advanced(flux, wave(bins, 0, v, d), linear(v, d), 1.3);
      return relativeDistance(found, wave(bins, 1.3, v, d));
    });
    expect(Math.log2(errors[1] / errors[2])).toBeGreaterThan(order - 0.15);
    expect(Math.log2(errors[0] / errors[1])).toBeGreaterThan(order - 0.25);
    if (order === 1) expect(Math.log2(errors[1] / errors[2])).toBeLessThan(1.2);
  });

  test("converges to a sine that decays where it stands with order 2", () => {
    const errors = [32, 64, 128].map((bins) => {
      const found = advanced(flux, wave(bins, 0, 0, diffusivity), linear(0, diffusivity), 1);
      return relativeDistance(found, wave(bins, 1, 0, diffusivity));
    });
    expect(Math.log2(errors[0] / errors[1])).toBeGreaterThan(1.9);
    expect(Math.log2(errors[1] / errors[2])).toBeGreaterThan(1.9);
  });

  test("keeps mass to rounding, and is stable for a spike over a long time", () => {
    const spike = new Float64Array(32);
    spike[5] = 32;
    for (const equation of [linear(1, 0), linear(-1, 0.1), linear(0.01, 3)]) {
      const later = advanced(flux, spike, equation, 20);
      expect(later.reduce((a, b) => a + b, 0)).toBeCloseTo(32, 9);
      expect(later.every((u) => Math.abs(u) < 32)).toBe(true);
    }
  });

  test("follows a smooth wave of the Burgers equation", () => {
    const burgers: Equation = {
      flux: (u) => (u * u) / 2,
      speed: (u) => u,
      diffusivity: () => 0.01,
    };
    const bins = 64;
    const fine = wave(64 * 16, 0, 0, 0);
    const law = { flux: burgers.flux, diffused: (u: number) => 0.01 * u };
    const [truth] = solve({ ...law, speed: 1.5, diffusivity: 0.01 }, fine, [0.3], 2 / fine.length);
    const found = advanced(flux, coarsen(fine, bins), burgers, 0.3);
    const error = relativeDistance(found, coarsen(truth, bins));
    expect(error).toBeLessThan(order === 1 ? 0.06 : 0.012);
  });
});

test("upwind makes no new extremes", () => {
  const steps = Float64Array.from({ length: 40 }, (_, i) => (i % 13 < 5 ? 2 : 0.1));
  const later = advanced(upwindFlux, steps, linear(0.7, 0.004), 0.9);
  expect(Math.min(...later)).toBeGreaterThanOrEqual(0.1 - 1e-14);
  expect(Math.max(...later)).toBeLessThanOrEqual(2 + 1e-14);
});

test("a coarse step is taken in steps that keep |v| dt / h + 2 D dt / h^2 below .9", () => {
  const u = Float64Array.of(1, 2);
  const rate = (v: number, d: number, h: number) => v / h + (2 * d) / (h * h);
  for (const [v, d, h, duration] of [
    [0.6, 0.02, 0.1, 1],
    [0, 0.5, 0.05, 2],
    [0.01, 0, 1, 0.1],
  ]) {
    const steps = subSteps(linear(v, d), u, h, duration);
    expect((duration / steps) * rate(v, d, h)).toBeLessThanOrEqual(0.9);
    if (steps > 1) expect((duration / (steps - 1)) * rate(v, d, h)).toBeGreaterThan(0.9);
  }
  const squared: Equation = { flux: (x) => x ** 2, speed: (x) => 2 * x, diffusivity: () => 0 };
  expect(subSteps(squared, u, 0.1, 0.09)).toBe(4);
});

describe("spectral", () => {
  const grid = (bins: number) => ({ domain: [0, 2] as const, bins });
  const advance = (u: Float64Array, time: number, v: number, d: number) => {
    const bins = u.length;
    const equation = { velocity: v, diffusivity: d };
    const weights = spectralWeights(kernel, equation, grid(bins), time);
    const out = new Float64Array(bins);
    circulantMean(
      Array.from({ length: bins }, (_, m) => m),
      weights,
    )(u, 1, out);
    return out;
  };

  test.each([8, 9, 24, 25])("carries a sine on %i bins to 1e-12, however long the step", (bins) => {
    for (const time of [0.1, 1.3, 40]) {
      const found = advance(wave(bins, 0, velocity, diffusivity), time, velocity, diffusivity);
      const expected = wave(bins, time, velocity, diffusivity);
      expect(relativeDistance(found, expected)).toBeLessThan(1e-12);
    }
  });

  test("carries every mode that the bins resolve", () => {
    const bins = 9;
    for (let k = 0; k <= 4; k++) {
      const phase = (i: number, shift: number) => Math.PI * k * ((2 * i) / bins - shift);
      const start = Float64Array.from({ length: bins }, (_, i) => Math.cos(phase(i, 0)));
      const decay = Math.exp(-diffusivity * (Math.PI * k) ** 2 * 0.7);
      advance(start, 0.7, velocity, diffusivity).forEach((u, i) => {
        expect(u).toBeCloseTo(decay * Math.cos(phase(i, 0.7 * velocity)), 12);
      });
    }
  });

  test("moves by whole bins exactly, and keeps mass", () => {
    const u = Float64Array.of(3, 0, 1, 0, 0, 5, 0.5, 2);
    const moved = advance(u, 1, 0.5, 0);
    moved.forEach((value, i) => {
      expect(value).toBeCloseTo(u[(i + 6) % 8], 13);
    });
    const later = advance(u, 3.7, 0.21, 0.05);
    expect(later.reduce((a, b) => a + b, 0)).toBeCloseTo(11.5, 12);
  });
});

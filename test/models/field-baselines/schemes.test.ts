import { describe, expect, it } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { averagingMatrix } from "../../../src/models/field-baselines/cell-averages.js";
import { centralRates, centralScheme } from "../../../src/models/field-baselines/central.js";
import {
  finiteVolumeRates,
  godunovFlux,
  type Reconstruction,
} from "../../../src/models/field-baselines/finite-volumes.js";
import { integrate, rungeKutta } from "../../../src/models/field-baselines/integrate.js";
import { interpolationMatrix } from "../../../src/models/field-baselines/interpolation.js";
import { alongDimensions } from "../../../src/models/field-baselines/tensor.js";
import { musclFace } from "../../../src/models/muscl/muscl.js";
import { galerkinOperators, galerkinRates } from "../../../src/models/pod-galerkin/project.js";
import {
  coefficientsOf,
  fourierBasis,
  valuesOf,
} from "../../../src/models/spectral-field/fourier-basis.js";
import { integratingFactor } from "../../../src/models/spectral-field/integrating-factor.js";
import { spectralTransport } from "../../../src/models/spectral-field/spectral-field.js";
import { differenceSymbols, exactSymbols } from "../../../src/models/spectral-field/symbols.js";
import { weno5Face } from "../../../src/models/weno5/weno5.js";

const kernel = await instantiateKernel();
const still = { dimensions: 1, viscosity: 0, dispersion: 0, oneSided: false };
const tau = 2 * Math.PI;

/** Largest error of the rates of -(u^2 / 2)_x + nu u_xx - delta u_xxx for the averages of u = 1 + sin(x) / 2. */
function rateError(face: Reconstruction, order: 2 | 4, n: number, nu = 0, delta = 0): number {
  const h = tau / n;
  const u = (x: number) => 1 + Math.sin(x) / 2;
  const flux = (x: number) => u(x) ** 2 / 2 - (nu * Math.cos(x)) / 2 - (delta * Math.sin(x)) / 2;
  const averages = Float64Array.from(
    { length: n },
    (_, i) => 1 + (Math.cos(i * h) - Math.cos((i + 1) * h)) / (2 * h),
  );
  const equation = { ...still, viscosity: nu, dispersion: delta };
  const out = new Float64Array(n);
  finiteVolumeRates(face, order, equation, n, h)(averages, out);
  return Math.max(...out.map((rate, i) => Math.abs(rate - (flux(i * h) - flux((i + 1) * h)) / h)));
}

describe("finite volumes", () => {
  it("are of order 5 with weighted stencils, and 4 with viscosity and dispersion", () => {
    expect(Math.log2(rateError(weno5Face, 4, 40) / rateError(weno5Face, 4, 80))).toBeGreaterThan(
      4.4,
    );
    const ratio = rateError(weno5Face, 4, 40, 0.1, 0.1) / rateError(weno5Face, 4, 80, 0.1, 0.1);
    expect(Math.log2(ratio)).toBeGreaterThan(3.7);
  });

  it("keep their sum, with every scheme", () => {
    const u = Float64Array.from({ length: 24 }, (_, i) => Math.sin(i * i));
    for (const [face, order] of [
      [musclFace, 2],
      [weno5Face, 4],
    ] as const) {
      const out = new Float64Array(24);
      finiteVolumeRates(
        face,
        order,
        { ...still, viscosity: 0.1, dispersion: 0.1 },
        24,
        0.1,
      )(u, out);
      expect(out.reduce((a, b) => a + b)).toBeCloseTo(0, 9);
      expect(Math.max(...out)).toBeGreaterThan(0.1);
    }
  });

  it("limit slopes at extremes and take the central one where it is gentle", () => {
    expect(musclFace(0, 1, 3, 2)).toBe(3);
    expect(musclFace(0, 1, 2, 3)).toBe(2.5);
    expect(musclFace(0, 1, 1.1, 9)).toBeCloseTo(1.2, 12);
  });

  it("take the flux of a jump's own solution", () => {
    expect(godunovFlux(2, 1)).toBe(2);
    expect(godunovFlux(-1, -2)).toBe(2);
    expect(godunovFlux(-1, 2)).toBe(0);
    expect(godunovFlux(1, -3)).toBe(4.5);
  });
});

describe("Fourier's method", () => {
  it("moves one wave of a linear dispersion exactly, and damps it with viscosity", () => {
    const most = 5;
    const equation = { ...still, viscosity: 0.01, dispersion: 0.02 };
    const symbols = exactSymbols(equation, most, tau);
    const advance = integratingFactor(kernel, symbols, (_, out) => out.fill(0), 2 * most + 1);
    const start = new Float64Array(2 * most + 1);
    start[2 * 3 - 1] = 1;
    const when = { from: 0, times: Float64Array.of(0.7) };
    const { states } = integrate({ start, advance, longest: () => 0.2 }, when);
    // u = cos(3 x): kappa = 3 runs at -delta kappa^2.
    const [damped, angle] = [Math.exp(-0.01 * 9 * 0.7), 0.02 * 27 * 0.7];
    expect(states[5]).toBeCloseTo(damped * Math.cos(angle), 12);
    expect(states[6]).toBeCloseTo(-damped * Math.sin(angle), 12);
  });

  it("takes products without aliasing", () => {
    const most = 4;
    const points = 3 * most + 1;
    const width = 2 * most + 1;
    const coarse = fourierBasis(kernel, points, most);
    const { slope } = exactSymbols(still, most, tau);
    const u = Float64Array.from({ length: width }, (_, i) => Math.sin(i + 1));
    const rates = new Float64Array(width);
    spectralTransport(coarse, points, slope)(u, rates);
    const wide = fourierBasis(kernel, 101, most);
    const values = new Float64Array(101);
    valuesOf(wide, width, u, values);
    const half = values.map((x) => (x * x) / 2);
    const product = new Float64Array(width);
    coefficientsOf(wide, width, half, product);
    for (let k = 1; k <= most; k++) {
      expect(rates[2 * k - 1]).toBeCloseTo(-k * product[2 * k], 10);
      expect(rates[2 * k]).toBeCloseTo(k * product[2 * k - 1], 10);
    }
  });

  it.each([true, false])("has the symbols of the differences, one-sided: %s", (oneSided) => {
    const equation = { ...still, viscosity: 0.3, dispersion: 0.02, oneSided };
    const [n, k] = [40, 3];
    const grid = { domain: [[0, tau] as const], points: [n], periodic: true };
    const symbols = differenceSymbols(kernel, equation, k, n, tau / n);
    const wave = Float64Array.from({ length: n }, (_, i) => Math.cos((k * i * tau) / n));
    const out = new Float64Array(n);
    centralScheme(grid, equation).linear(wave, out);
    for (let i = 0; i < n; i++) {
      const x = (k * i * tau) / n;
      const wanted = symbols.decay[k] * Math.cos(x) - symbols.turn[k] * Math.sin(x);
      expect(out[i]).toBeCloseTo(wanted, 9);
    }
  });
});

it("Galerkin's projection is the right-hand side, projected", () => {
  const [points, count] = [32, 5];
  const grid = { domain: [[0, 1] as const], points: [points], periodic: true };
  const scheme = centralScheme(grid, { ...still, viscosity: 0.01, dispersion: 1e-4 });
  const scale = 0.5;
  const modes = new Float32Array(points * count);
  const basis = fourierBasis(kernel, points, 2);
  for (let x = 0; x < points; x++) {
    for (let k = 0; k < count; k++) {
      modes[x * count + k] = scale * (k === 0 ? 1 : Math.SQRT2) * basis[x * count + k];
    }
  }
  const pod = { points, count, scale, modes, energy: new Float64Array(count) };
  const a = Float64Array.from({ length: count }, (_, k) => Math.cos(3 * k));
  const out = new Float64Array(count);
  galerkinRates(galerkinOperators(pod, scheme), count)(a, out);
  const u = new Float64Array(points);
  valuesOf(Float64Array.from(modes), count, a, u);
  const full = new Float64Array(points);
  centralRates(scheme)(u, full);
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (let x = 0; x < points; x++) sum += modes[x * count + k] * full[x];
    expect(out[k]).toBeCloseTo(sum / (points * scale * scale), 6);
  }
});

describe("cells", () => {
  it("average every point once, also where an edge cuts one", () => {
    const weights = averagingMatrix(6, 10);
    for (let c = 0; c < 6; c++) {
      const row = weights.subarray(c * 10, (c + 1) * 10);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
    for (let x = 0; x < 10; x++) {
      let sum = 0;
      for (let c = 0; c < 6; c++) sum += weights[c * 10 + x];
      expect(sum).toBeCloseTo(0.6, 12);
    }
  });

  it.each(["linear", "cubic"] as const)(
    "%s interpolation is exact for its polynomials",
    (choice) => {
      const line = { cells: 6, points: 30, periodic: false };
      const degree = choice === "linear" ? 1 : 3;
      const matrix = interpolationMatrix(kernel, line, choice);
      const averages = Float64Array.from({ length: 6 }, (_, c) => (5 * c + 2) ** degree);
      const field = alongDimensions(matrix, averages, [6], 30);
      for (let x = 0; x < 30; x++) expect(field[x]).toBeCloseTo(x ** degree, 6);
    },
  );

  it("spectral interpolation keeps the averages of a resolved wave's fine sums", () => {
    const line = { cells: 9, points: 900, periodic: true };
    const wave = Float64Array.from({ length: 900 }, (_, x) => Math.sin((tau * 3 * x) / 900 + 0.4));
    const averages = alongDimensions(averagingMatrix(9, 900), wave, [900], 9);
    const back = alongDimensions(interpolationMatrix(kernel, line, "spectral"), averages, [9], 900);
    for (let x = 0; x < 900; x++) expect(Math.abs(back[x] - wave[x])).toBeLessThan(1e-4);
  });

  it("matrices go along both dimensions", () => {
    const sums = alongDimensions(Float64Array.of(1, 1, 0, 1), [1, 2, 3, 4], [2, 2], 2);
    expect(Array.from(sums)).toEqual([10, 6, 7, 4]);
  });
});

describe("paths", () => {
  it("are of order 4 and hit their times", () => {
    const error = (h: number) => {
      const advance = rungeKutta((u, out) => out.fill(-u[0]), 1);
      const when = { from: 2, times: Float64Array.of(2, 3) };
      const { states } = integrate({ start: Float64Array.of(1), advance, longest: () => h }, when);
      expect(states[0]).toBe(1);
      return Math.abs(states[1] - Math.exp(-1));
    };
    expect(Math.log2(error(0.1) / error(0.05))).toBeCloseTo(4, 0);
  });

  it("report where they diverge, and stop for a signal", () => {
    const advance = rungeKutta((u, out) => out.fill(u[0] * u[0]), 1);
    const integration = { start: Float64Array.of(1), advance, longest: () => 0.01 };
    const when = { from: 0, times: Float64Array.of(0.5, 1.5) };
    const { states, divergedAt } = integrate(integration, when);
    expect(states[0]).toBeCloseTo(2, 6);
    expect(divergedAt).toBe(1);
    expect(states[1]).toBeNaN();
    expect(() => integrate(integration, when, AbortSignal.abort())).toThrow("Interrupted");
  });
});

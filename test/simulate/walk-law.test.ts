import { describe, expect, test } from "vitest";
import {
  advectionDiffusion,
  diffusivity,
  velocity,
} from "../../src/simulate/advection-diffusion.js";
import { exactDensity, oneStepBinWeights } from "../../src/simulate/walk-law.js";

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

describe("one-step bin weights", () => {
  test("of the 2019 example are .295, .535, .144 for shifts +1, 0, -1", () => {
    const { shift, weight } = oneStepBinWeights(advectionDiffusion());
    const of = (s: number) => weight[shift.indexOf(s)];
    expect(of(1)).toBeCloseTo(0.295, 3);
    expect(of(0)).toBeCloseTo(0.535, 3);
    expect(of(-1)).toBeCloseTo(0.144, 3);
    expect(sum(weight)).toBeCloseTo(1, 13);
  });

  test("have the mean shift v Δt", () => {
    const system = advectionDiffusion();
    const { shift, weight } = oneStepBinWeights(system);
    const width = 2 / 24;
    const mean = sum(weight.map((w, i) => w * shift[i]));
    expect(mean * width).toBeCloseTo(velocity(system), 12);
  });

  test("of bins that are whole numbers of jumps agree with a count of lattice sites", () => {
    // 4 bins of width 1/2, jumps of 1/4: a bin is two jumps wide; one micro step.
    const system = advectionDiffusion({
      bins: 4,
      jump: 0.25,
      left: 0.2,
      right: 0.4,
      microStepsPerStep: 1,
    });
    const { shift, weight } = oneStepBinWeights(system);
    expect(shift).toEqual([-1, 0, 1]);
    expect(Array.from(weight)).toEqual([0.1, 0.7, 0.2].map((w) => expect.closeTo(w, 15)));
  });
});

describe("the exact density", () => {
  const start = Float64Array.from({ length: 24 }, (_, j) => (j === 5 ? 0.75 : 0.25 / 23));

  test("after one step is the circular convolution with the bin weights", () => {
    const system = advectionDiffusion();
    const { shift, weight } = oneStepBinWeights(system);
    const expected = new Float64Array(24);
    for (let j = 0; j < 24; j++) {
      for (let s = 0; s < shift.length; s++) {
        expected[(j + shift[s] + 24) % 24] += start[j] * weight[s];
      }
    }
    const density = exactDensity(system, start, 1);
    expect(Array.from(density)).toEqual(Array.from(expected, (e) => expect.closeTo(e, 14)));
  });

  test("is the same mass on coarse and fine grids, at any time", () => {
    const system = advectionDiffusion();
    for (const steps of [0, 1, 7, 50]) {
      const coarse = exactDensity(system, start, steps);
      const fine = exactDensity(system, start, steps, 96);
      const regrouped = coarse.map((_, j) => sum(fine.subarray(4 * j, 4 * j + 4)));
      // The rounding of one micro step's probabilities grows with the steps, here 20 000.
      expect(sum(coarse)).toBeCloseTo(1, 11);
      expect(Array.from(regrouped)).toEqual(Array.from(coarse, (c) => expect.closeTo(c, 13)));
    }
  });

  test("approaches the solution of the advection-diffusion equation", () => {
    // A sine decays as exp(-D k^2 t) and moves with v. Bin averages scale all amplitudes alike.
    const system = advectionDiffusion();
    const k = Math.PI;
    const t = 10;
    const wave = Float64Array.from(
      { length: 24 },
      (_, j) => (1 + 0.5 * Math.sin(k * (-1 + (j + 0.5) / 12))) / 24,
    );
    // Uniform placement within bins is a staircase; its first harmonic is what the bins hold.
    const moved = exactDensity(system, wave, t);
    const decay = Math.exp(-diffusivity(system) * k * k * t);
    for (let j = 0; j < 24; j++) {
      const y = -1 + (j + 0.5) / 12;
      const expected = (1 + 0.5 * decay * Math.sin(k * (y - velocity(system) * t))) / 24;
      expect(Math.abs(moved[j] - expected)).toBeLessThan(0.004 / 24);
    }
  });

  test("names the bins it cannot use", () => {
    expect(() => exactDensity(advectionDiffusion(), start, 1, 100)).toThrow(
      /bins must be a multiple of the system's 24 bins; received 100/,
    );
    expect(() => exactDensity(advectionDiffusion(), [1], 1)).toThrow(/24 values/);
  });
});

import { expect, it } from "vitest";
import { densityFields, densityGrid } from "../../../src/models/multiscale-walkers/densities.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";

const [walkers, bins] = [500, 12];
const system = advectionDiffusion({ walkers, bins });
const data = await simulate(system, { sequences: 3, steps: 6, seed: 5 });
const width = 2 / bins;

it("densities have an integral of 1, and are rolled round the domain", async () => {
  const source = densityFields(data, [2, 0], 4);
  expect(source.sequences).toBe(8);
  const { field: plain } = await source.sequence(4);
  const { field: rolled } = await source.sequence(6);
  for (let t = 0; t < 7; t++) {
    const row = plain.subarray(t * bins, (t + 1) * bins);
    expect(row.reduce((a, b) => a + b, 0) * width).toBeCloseTo(1, 5);
    data.countsAt(0, t).forEach((m, j) => {
      expect(row[j]).toBeCloseTo(m / (walkers * width), 5);
      expect(rolled[t * bins + ((j + 6) % bins)]).toBe(row[j]);
    });
  }
});

it("points are the centres of the bins", () => {
  const { domain, points } = densityGrid({ domain: [-1, 1], bins: 4 });
  expect(domain).toEqual([[-0.75, 1.25]]);
  expect(points).toEqual([4]);
});

it("the noise is that of a multinomial (significance .001)", async () => {
  // Starts from one state over and over: the scatter of the first densities is that of sampling alone.
  const flat = advectionDiffusion({ walkers, bins, sigma: 0 });
  const many = await simulate(flat, { sequences: 400, steps: 1, seed: 6 });
  let squares = 0;
  for (let i = 0; i < 400; i++) {
    for (const m of many.countsAt(i, 0)) squares += (m / (walkers * width) - 0.5) ** 2;
  }
  const all = Array.from({ length: 400 }, (_, i) => i);
  const noise = densityFields(many, all, 1).noise ?? 0;
  // 400 x 11 degrees of freedom: a relative standard deviation of .021 of the variance.
  expect((noise * noise) / (squares / (400 * bins))).toBeGreaterThan(1 - 0.07);
  expect((noise * noise) / (squares / (400 * bins))).toBeLessThan(1 + 0.07);
});

import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { densityStart } from "../../../src/models/density-law/start.js";
import { inferStart } from "../../../src/models/law/start.js";
import { softmaxOf } from "../../oracle/softmax-multinomial.js";

const kernel = await instantiateKernel();
const grid = { domain: [-1, 1] as const, bins: 5 };
const state = Float64Array.of(0.5, -1, 0.2, 0.3, 0);
const counts = Uint32Array.of(40, 9, 30, 1, 20);
const place = { grid, time: 0, sequence: 0 };

test("a known state gives its softmax to every draw", () => {
  const states = densityStart(kernel, grid, { ...place, counts, state })(kernel, 3, 7);
  const rho = softmaxOf(state);
  expect(states.length).toBe(15);
  states.forEach((share, i) => {
    expect(share).toBeCloseTo(rho[Math.floor(i / 3)], 14);
  });
});

describe("from walkers", () => {
  const start = densityStart(kernel, grid, { ...place, counts });

  test("each draw is a density from the posterior of the shares", () => {
    const draws = 4000;
    const states = start(kernel, draws, 1);
    const { mean, variance } = inferStart(kernel, counts);
    for (let draw = 0; draw < 50; draw++) {
      let sum = 0;
      for (let j = 0; j < 5; j++) sum += states[j * draws + draw];
      expect(sum).toBeCloseTo(1, 14);
    }
    // Ratios of shares are lognormal.
    const ratios = Array.from({ length: draws }, (_, d) => Math.log(states[d] / states[draws + d]));
    const average = ratios.reduce((a, b) => a + b, 0) / draws;
    const spread = ratios.reduce((a, b) => a + (b - average) ** 2, 0) / (draws - 1);
    const expected = variance[0] + variance[1];
    expect(Math.abs(average - (mean[0] - mean[1])) / Math.sqrt(expected / draws)).toBeLessThan(3.3);
    expect(Math.abs(spread / expected - 1)).toBeLessThan(3.3 * Math.sqrt(2 / draws));
  });

  test("draws depend on the seed and their index alone", () => {
    const [many, few, other] = [start(kernel, 7, 1), start(kernel, 3, 1), start(kernel, 3, 2)];
    for (let j = 0; j < 5; j++) {
      expect(many.slice(j * 7, j * 7 + 3)).toEqual(few.slice(j * 3, j * 3 + 3));
    }
    expect(few).not.toEqual(other);
  });
});

test.each([
  ["on another grid", { ...place, grid: { ...grid, bins: 4 }, counts: counts.slice(1) }],
  ["without walkers", { ...place, counts: new Uint32Array(5) }],
  ["that is not finite", { ...place, counts, state: state.with(2, Number.NaN) }],
])("a start %s is refused", (_, start) => {
  expect(() => densityStart(kernel, grid, start)).toThrow(
    expect.objectContaining({ tag: "InvalidData" }),
  );
});

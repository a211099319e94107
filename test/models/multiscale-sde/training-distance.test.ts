import { describe, expect, it } from "vitest";
import {
  type PatchLayout,
  trainingDistance,
  trainingStatistics,
  wholeState,
} from "../../../src/models/multiscale-sde/training-distance.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";

/** Standard normals, by Box and Muller. */
function normalsOf(seed: number, count: number): Float64Array {
  const generator = new Xoshiro128([seed, 1, 2, 3]);
  const uniform = () => (generator.next() + 0.5) / 2 ** 32;
  return Float64Array.from({ length: count }, () => {
    return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  });
}

const columns = 20000;
const x = normalsOf(3, columns);
const y = normalsOf(4, columns);
/** Normals with the covariance [[4, 2.4], [2.4, 9]] about (1, -2), [2][column]. */
const states = new Float64Array(2 * columns);
states.set(x.map((u) => 1 + 2 * u));
states.set(
  x.map((u, i) => -2 + 1.2 * u + Math.sqrt(9 - 1.44) * y[i]),
  columns,
);

describe("the distance from training states", () => {
  it("is that of Mahalanobis, over the root of how many numbers there are", () => {
    const distance = trainingDistance(trainingStatistics(states, columns, wholeState), wholeState);
    const determinant = 4 * 9 - 2.4 * 2.4;
    const exact = (a: number, b: number) => {
      const [u, v] = [a - 1, b + 2];
      return Math.sqrt((9 * u * u - 2 * 2.4 * u * v + 4 * v * v) / determinant / 2);
    };
    const wanted = [exact(5, 1), exact(1, -2), exact(-7, 12)];
    const found = distance([5, 1, -7, 1, -2, 12], 3);
    expect(Math.abs(found[0] / wanted[0] - 1)).toBeLessThan(0.03);
    expect(found[1]).toBeLessThan(0.03);
    expect(Math.abs(found[2] / wanted[2] - 1)).toBeLessThan(0.03);
  });

  it("has the root mean square 1 over those states, in whatever units they are", () => {
    for (const unit of [1, 1e-6]) {
      const scaled = states.map((z) => unit * z);
      const statistics = trainingStatistics(scaled, columns, wholeState);
      const squares = trainingDistance(statistics, wholeState)(scaled, columns).map((d) => d * d);
      const mean = squares.reduce((sum, d) => sum + d, 0) / columns;
      expect(Math.abs(mean - 1)).toBeLessThan(1e-3);
    }
  });

  it("bears numbers that never change", () => {
    const still = new Float64Array(3 * 100);
    still.set(normalsOf(5, 100));
    still.fill(2, 200);
    const distance = trainingDistance(trainingStatistics(still, 100, wholeState), wholeState);
    const [usual, moved] = distance([0, 0, 0, 0, 2, 3], 2);
    expect(usual).toBeLessThan(0.2);
    expect(moved).toBeGreaterThan(10);
  });
});

describe("on a ring of cells", () => {
  const layout: PatchLayout = { cells: 8, reach: [0, 1], products: true };
  /** Two numbers a cell: a pulse of some height at some place, and its slope, [number * cells + cell]. */
  const pulse = (height: number, place: number) => {
    const at = (i: number) => height * Math.exp(-((((i - place + 12) % 8) - 4) ** 2));
    return Array.from({ length: 16 }, (_, k) => {
      return k < 8 ? at(k) : at(k - 7) - at(k - 9);
    });
  };
  const heights = normalsOf(6, 400).map((h) => 1 + 0.1 * h);
  const trained = new Float64Array(16 * 400);
  heights.forEach((height, c) => {
    for (const [i, z] of pulse(height, (c * 0.37) % 8).entries()) trained[i * 400 + c] = z;
  });
  const distance = trainingDistance(trainingStatistics(trained, 400, layout), layout);
  const of = (state: number[]) => distance(state, 1)[0];

  it("does not depend on where something is", () => {
    const state = pulse(1.3, 2.2);
    const turned = [
      ...state.slice(7, 8),
      ...state.slice(0, 7),
      ...state.slice(15),
      ...state.slice(8, 15),
    ];
    expect(Math.abs(of(turned) / of(state) - 1)).toBeLessThan(1e-12);
  });

  it("grows with how much higher a pulse is than those of training", () => {
    const rising = [1, 1.3, 1.6, 2].map((height) => of(pulse(height, 3.1)));
    expect(rising[0]).toBeLessThan(1.5);
    for (const k of [1, 2, 3]) expect(rising[k]).toBeGreaterThan(1.2 * rising[k - 1]);
  });
});

import { describe, expect, it } from "vitest";
import { kernelInterpolation } from "../../../../src/models/multiscale-sde/published/interpolation.js";
import { solveLinear } from "../../../../src/models/multiscale-sde/published/linear-solve.js";

const at = (weights: Float64Array, values: readonly number[], times: number, t: number) =>
  values.reduce((sum, value, i) => sum + weights[i * times + t] * value, 0);

describe("interpolation by a kernel", () => {
  it.each([
    [21, 6, 3e-3, 2e-2],
    [41, 11, 1e-3, 1e-2],
    [21, 21, 3e-4, 2e-2],
  ])(
    "over %i snapshots from %i reproduces a smooth curve and its derivative",
    (times, count, value, slope) => {
      const table = kernelInterpolation(times, count);
      expect(table.nodes[0]).toBe(0);
      expect(table.nodes[count - 1]).toBe(times - 1);
      const w = 4 / (times - 1);
      const encoded = Array.from(table.nodes, (t) => Math.sin(w * t + 0.3));
      for (let t = 0; t < times; t++) {
        expect(Math.abs(at(table.value, encoded, times, t) - Math.sin(w * t + 0.3))).toBeLessThan(
          value,
        );
        const rate = at(table.slope, encoded, times, t);
        expect(Math.abs(rate - w * Math.cos(w * t + 0.3)) / w).toBeLessThan(slope);
      }
    },
  );

  it("keeps a straight line, and its rate, to rounding", () => {
    const times = 22;
    const table = kernelInterpolation(times, 6);
    const encoded = Array.from(table.nodes, (t) => 3 - 0.2 * t);
    for (let t = 0; t < times; t++) {
      expect(at(table.value, encoded, times, t)).toBeCloseTo(3 - 0.2 * t, 10);
      expect(at(table.slope, encoded, times, t)).toBeCloseTo(-0.2, 10);
    }
  });

  it("has as its slope the derivative of its value", () => {
    const [times, count] = [401, 5];
    const { nodes, value, slope } = kernelInterpolation(times, count);
    const encoded = Array.from(nodes, (_, i) => Math.cos(3 * i));
    for (let t = 2; t < times - 2; t++) {
      const f = (shift: number) => at(value, encoded, times, t + shift);
      const numeric = (8 * (f(1) - f(-1)) - (f(2) - f(-2))) / 12;
      expect(at(slope, encoded, times, t)).toBeCloseTo(numeric, 8);
    }
  });

  it.each([1, 22, 2.5])("refuses %d nodes of 21 snapshots", (count) => {
    expect(() => kernelInterpolation(21, count)).toThrow("nodes");
  });
});

it("a linear system without a diagonal is solved by pivots", () => {
  const matrix = Float64Array.of(0, 2, 1, 1, 0, 3, 4, 1, 0);
  const wanted = [1, -2, 3, 0.5, 2, -1];
  const right = new Float64Array(6);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 2; j++) {
      for (let k = 0; k < 3; k++) right[i * 2 + j] += matrix[i * 3 + k] * wanted[k * 2 + j];
    }
  }
  const found = solveLinear(matrix, right, 3, 2);
  wanted.forEach((x, i) => {
    expect(found[i]).toBeCloseTo(x, 12);
  });
});

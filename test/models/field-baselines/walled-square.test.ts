import { describe, expect, it } from "vitest";
import { walledSquare } from "../../../src/models/coarse-direct/walled-square.js";

const [points, cells] = [48, 8];
const grid = {
  domain: [[0, 1] as const, [0, 1] as const],
  points: [points, points],
  periodic: false,
};
const equation = { dimensions: 2, viscosity: 0.01, dispersion: 0, oneSided: false };
const h = 1 / cells;

/** A state of a + b x + c y, which the walls hold too. */
function plane(a: number, b: number, c: number): Float64Array {
  const middle = Array.from({ length: cells }, (_, i) => (i + 0.5) * h);
  const inner = middle.flatMap((y) => middle.map((x) => a + b * x + c * y));
  const west = middle.map((y) => a + c * y);
  const south = middle.map((x) => a + b * x);
  return Float64Array.of(
    ...inner,
    ...west,
    ...west.map((u) => u + b),
    ...south,
    ...south.map((u) => u + c),
  );
}

describe.each(["conservative", "advective"] as const)("cells between walls, %s", (transport) => {
  const { size, rates } = walledSquare(grid, cells, equation, transport);

  it("stay as they are where the field is the same everywhere", () => {
    const out = new Float64Array(size).fill(1);
    rates(plane(0.7, 0, 0), out);
    for (const rate of out) expect(Math.abs(rate)).toBeLessThan(1e-12);
  });

  it("carry a plane as the equation does, at the walls to the first order, and hold the walls", () => {
    const [b, c] = [0.4, -0.3];
    const state = plane(1, b, c);
    const out = new Float64Array(size).fill(1);
    rates(state, out);
    for (let y = 0; y < cells; y++) {
      for (let x = 0; x < cells; x++) {
        const at = y * cells + x;
        const exact = -state[at] * (b + c);
        const inside = Math.min(x, y, cells - 1 - x, cells - 1 - y) > 0;
        expect(Math.abs(out[at] - exact)).toBeLessThan(inside ? 1e-12 : (h * (b * b + c * c)) / 4);
      }
    }
    expect(out.subarray(cells * cells).every((rate) => rate === 0)).toBe(true);
  });
});

it("walls have the values of the field at them, averaged over each cell", () => {
  const { walls } = walledSquare(grid, cells, equation, "conservative");
  const field = Float64Array.from({ length: points * points }, (_, i) => {
    const [y, x] = [Math.floor(i / points), i % points];
    return y + 100 * x;
  });
  const found = walls(field);
  const width = points / cells;
  for (let cell = 0; cell < cells; cell++) {
    const middle = (cell + 0.5) * width - 0.5;
    expect(found[cell]).toBeCloseTo(middle, 9);
    expect(found[cells + cell]).toBeCloseTo(middle + 100 * (points - 1), 9);
    expect(found[2 * cells + cell]).toBeCloseTo(100 * middle, 9);
    expect(found[3 * cells + cell]).toBeCloseTo(points - 1 + 100 * middle, 9);
  }
});

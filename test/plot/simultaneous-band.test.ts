import { describe, expect, it } from "vitest";
import { simultaneousBand, wilson95 } from "../../src/plot/simultaneous-band.js";
import { generator } from "./synthetic.js";

describe("simultaneousBand", () => {
  it("holds the whole ECDF of uniform samples as often as it says", () => {
    const count = 200;
    const band = simultaneousBand(count, 0.95);
    const { uniform } = generator(77);
    const samples = 2000;
    let inside = 0;
    for (let s = 0; s < samples; s++) {
      const values = Float64Array.from({ length: count }, uniform);
      const holds = band.z.every((z, k) => {
        const difference = values.filter((u) => u < z).length / count - z;
        return difference >= band.lower[k] - 1e-12 && difference <= band.upper[k] + 1e-12;
      });
      if (holds) inside++;
    }
    // Two-sided at .001: 3.29 standard errors of 2000 samples and of the band's own 1000 simulations.
    const error = 3.29 * Math.sqrt(0.95 * 0.05 * (1 / samples + 1 / 1000));
    expect(Math.abs(inside / samples - 0.95)).toBeLessThan(error);
  });

  it("is wider at a higher level and narrower with more values", () => {
    const middle = (count: number, level: number) => {
      const { upper } = simultaneousBand(count, level, 400);
      return upper[Math.floor(upper.length / 2)];
    };
    expect(middle(300, 0.99)).toBeGreaterThan(middle(300, 0.9));
    expect(middle(1200, 0.95)).toBeLessThan(middle(300, 0.95));
  });

  it("is the same every time", () => {
    expect(simultaneousBand(50, 0.95, 200)).toEqual(simultaneousBand(50, 0.95, 200));
  });

  it("shrinks as the square root for very many values", () => {
    const few = simultaneousBand(20_000, 0.95, 100);
    const many = simultaneousBand(80_000, 0.95, 100);
    expect(many.upper[10]).toBeCloseTo(few.upper[10] / 2, 12);
  });
});

describe("wilson95", () => {
  it("gives the textbook interval for 8 of 10", () => {
    const [lower, upper] = wilson95(8, 10);
    expect(lower).toBeCloseTo(0.4902, 4);
    expect(upper).toBeCloseTo(0.9433, 4);
  });

  it("stays within 0 and 1", () => {
    expect(wilson95(0, 20)[0]).toBe(0);
    expect(wilson95(20, 20)[1]).toBe(1);
  });
});

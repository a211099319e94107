import { expect, it } from "vitest";
import { massOf } from "../../../src/experiments/particle-density/mass.js";

it("tells bias, spread and interval of the mass over draws", () => {
  const excess = Array.from({ length: 101 }, (_, i) => (i - 50) / 1000 + 0.01);
  const states = Float64Array.from(excess.flatMap((e) => [0.25 + e, 0.75]));
  const { bias, sd, interval } = massOf(states, 2, 0.9);
  expect(bias).toBeCloseTo(0.01, 12);
  expect(sd).toBeCloseTo(Math.sqrt((101 * 101 - 1) / 12) / 1000, 12);
  expect(interval[0]).toBeCloseTo(0.01 - 0.045, 9);
  expect(interval[1]).toBeCloseTo(0.01 + 0.045, 9);
});

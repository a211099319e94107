import * as fc from "fast-check";
import { expect, test } from "vitest";
import { crpsSum } from "../../src/diagnose/crps.js";
import { slowCrps } from "./oracles.js";

const crps = (members: readonly number[], y: number) =>
  crpsSum(Uint32Array.from(members), Uint32Array.of(y));

const sample = (max: number) =>
  fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 40 });

test("the sum over observations equals the double loop over members", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(3, 50, 1_000_000).chain((max) => fc.tuple(sample(max), sample(max))),
      ([members, observed]) => {
        const expected = observed.reduce((sum, y) => sum + slowCrps(members, y), 0);
        const received = crpsSum(
          Uint32Array.from(members).sort(),
          Uint32Array.from(observed).sort(),
        );
        expect(Math.abs(received - expected)).toBeLessThanOrEqual(1e-9 * (1 + expected));
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("it equals the integral of the squared difference of distribution functions", () => {
  const members = [3, 3, 5, 9];
  const y = 6;
  let integral = 0;
  for (let z = 0; z < 20; z++) {
    const f = members.filter((x) => x <= z).length / members.length;
    integral += (f - (y <= z ? 1 : 0)) ** 2;
  }
  expect(crps(members, y)).toBeCloseTo(integral, 12);
});

test("one member gives the absolute error", () => {
  expect(crps([7], 4)).toBe(3);
  expect(crps([7], 7)).toBe(0);
});

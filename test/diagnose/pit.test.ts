import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addPit, pitEcdf, pitOf } from "../../src/diagnose/pit.js";
import { slowPit } from "./oracles.js";

describe("the probability integral transform", () => {
  test("equals the rank among members and observation, ties broken evenly", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 50 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 30 }),
        (members, observed, cells) => {
          const histogram = new Float64Array(cells);
          const ascending = [Uint32Array.from(members).sort(), Uint32Array.from(observed).sort()];
          addPit(ascending[0], ascending[1], histogram);
          let sum = 0;
          for (let cell = 0; cell < cells; cell++) {
            sum += histogram[cell];
            const expected = observed.reduce(
              (total, y) => total + slowPit(members, y, cells)[cell + 1],
              0,
            );
            expect(sum).toBeCloseTo(expected, 9);
          }
          expect(sum).toBeCloseTo(observed.length, 9);
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  test("is exactly flat when each of n + 1 values is in turn the observation", () => {
    const values = [2, 2, 3, 5, 5, 5, 8, 9, 11];
    const histogram = new Float64Array(20);
    values.forEach((y, i) => {
      const members = Uint32Array.from(values.filter((_, k) => k !== i));
      addPit(members, Uint32Array.of(y), histogram);
    });
    for (const cell of histogram) expect(cell).toBeCloseTo(values.length / 20, 12);
  });

  test("piles up at the ends where the forecast is too narrow", () => {
    const histogram = new Float64Array(4);
    addPit(Uint32Array.of(5, 5, 5, 5, 5, 5, 5), Uint32Array.of(1, 9), histogram);
    expect([...histogram]).toEqual([1, 0, 0, 1]);
  });
});

describe("its distribution function", () => {
  test("runs from 0 to 1 over the cells' edges", () => {
    expect([...pitEcdf([1, 2, 1])]).toEqual([0, 0.25, 0.75, 1]);
    expect([...pitEcdf([])]).toEqual([0]);
    const { histogram, ecdf } = pitOf(Float64Array.of(1, 2, 1));
    expect([...histogram]).toEqual([0.25, 0.5, 0.25]);
    expect([...ecdf]).toEqual([0, 0.25, 0.75, 1]);
  });
});

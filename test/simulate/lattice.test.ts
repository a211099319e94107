import fc from "fast-check";
import { expect, test } from "vitest";
import { commonLattice, mostCells } from "../../src/simulate/lattice.js";

const grid = (bins: number) => ({ domain: [-1, 1], bins }) as const;

test.each<[number, number, number, number]>([
  // 31/16000 of the domain: the 2019 example.
  [3.875e-3, 24, 48_000, 93],
  // 1/1280: the 2020 example, whose bins are no whole number of jumps.
  [1 / 640, 25, 6400, 5],
  [1 / 640, 128, 1280, 1],
  [0.25, 4, 8, 1],
  [0.5, 16, 16, 4],
  [0.1, 24, 120, 6],
  [1 / 3, 25, 150, 25],
  [2, 24, 24, 24],
  [3, 24, 24, 36],
  [2.000001, 2, 2_000_000, 2_000_001],
])("a jump of %d and %d bins are whole on %d cells", (jump, bins, cells, jumpCells) => {
  expect(commonLattice(jump, grid(bins))).toEqual({ cells, jump: jumpCells });
});

test.each([Math.PI / 1000, Math.SQRT2, 1e-9, 1e-320, 1 / 3e6, 1e20, 1e300, 123_456_789.123])(
  "a jump of %d has no affordable one",
  (jump) => {
    expect(commonLattice(jump, grid(25))).toBeUndefined();
  },
);

test("of any decimals is the smallest that holds jump and bins", () => {
  const decimal = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(1, 10, 100, 1000));
  fc.assert(
    fc.property(decimal, decimal, fc.integer({ min: 2, max: 200 }), (jump, width, bins) => {
      const length = jump[0] / jump[1];
      const domain = [0, width[0] / width[1]] as const;
      const lattice = commonLattice(length, { domain, bins });
      // length / width = p / q before it is reduced.
      const p = BigInt(jump[0] * width[1]);
      const q = BigInt(width[0] * jump[1]);
      if (lattice === undefined) {
        const affordable = Number(q) * bins <= mostCells && length <= 1000 * domain[1];
        expect(affordable).toBe(false);
        return;
      }
      const { cells, jump: moved } = lattice;
      expect(BigInt(moved) * q).toBe(p * BigInt(cells));
      expect(cells % bins).toBe(0);
      // No coarser lattice holds both.
      const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
      expect(common(common(moved, cells), cells / bins)).toBe(1);
    }),
    { seed: 1, numRuns: 500 },
  );
});

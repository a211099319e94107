import { expect, test } from "vitest";
import {
  areMonomials,
  formatMonomials,
  formatPolynomial,
  parseMonomials,
  parsePolynomial,
  reach,
} from "../src/monomials.js";

test("monomials are read from text, powers as repeated offsets, and written as they were", () => {
  const monomials = parseMonomials(" -1; 0;-1,1; 0^2,2;3^4;");
  expect(monomials).toEqual([[-1], [0], [-1, 1], [0, 0, 2], [3, 3, 3, 3]]);
  expect(parseMonomials(formatMonomials(monomials ?? []))).toEqual(monomials);
  expect(reach(monomials ?? [])).toBe(3);
  expect(Object.is(parseMonomials("-0")?.[0][0], 0)).toBe(true);
});

test("polynomials are monomials with coefficients", () => {
  const terms = parsePolynomial("-1:.5; 1^2:-2.3e-1");
  expect(terms).toEqual([
    [[-1], 0.5],
    [[1, 1], -0.23],
  ]);
  expect(parsePolynomial(formatPolynomial(terms ?? []))).toEqual(terms);
});

test.each([["1,,2"], ["a"], ["1^0"], ["1^5"], ["0;0"], ["1.5"], ["65"]])(
  "%s is no list of monomials",
  (text) => {
    expect(parseMonomials(text)).toBeUndefined();
  },
);

test.each([["-1"], ["-1:"], ["-1:x"], ["-1:1;-1:2"], [""]])("%s is no polynomial", (text) => {
  expect(parsePolynomial(text)).toBeUndefined();
});

test("lists from code are checked alike", () => {
  expect(areMonomials([[0], [0, 1]])).toBe(true);
  for (const bad of [[[]], [[0.5]], [[0, 0, 0, 0, 0]], [0], "0", [[0], [0]]]) {
    expect(areMonomials(bad)).toBe(false);
  }
});

import { describe, expect, test } from "vitest";
import { gammaProbability } from "../../src/diagnose/gamma-probability.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { logGammaOf } from "../oracle/bound.js";

const kernel = await instantiateKernel();

/** P(a, x) by Simpson's rule in u = sqrt t, in which the density is smooth at 0. */
function belowByQuadrature(a: number, x: number): number {
  const cells = 2000;
  const end = Math.sqrt(x);
  let sum = 0;
  for (let k = 0; k <= cells; k++) {
    const weight = k === 0 || k === cells ? 1 : k % 2 === 1 ? 4 : 2;
    const u = (k / cells) * end;
    sum += weight * 2 * u ** (2 * a - 1) * Math.exp(-u * u - logGammaOf(a));
  }
  return (sum * end) / (3 * cells);
}

describe("probabilities of a Gamma law", () => {
  test.each([
    [0.5, 0.1],
    [0.5, 3],
    [1, 2.5],
    [4.5, 2],
    [4.5, 9],
    [9.5, 21.7],
    [60, 55],
  ])("agree with quadrature at shape %s, %s", (a, x) => {
    const { below, above } = gammaProbability(kernel, a, x);
    expect(below).toBeCloseTo(belowByQuadrature(a, x), 7);
    expect(below + above).toBeCloseTo(1, 14);
  });

  test("agree with closed forms far into either tail", () => {
    // Q(1, x) = e^-x, Q(3, x) = e^-x (1 + x + x^2 / 2)
    expect(gammaProbability(kernel, 1, 200).above / Math.exp(-200)).toBeCloseTo(1, 12);
    expect(gammaProbability(kernel, 3, 90).above / (Math.exp(-90) * 4141)).toBeCloseTo(1, 11);
    expect(gammaProbability(kernel, 1, 1e-9).below / 1e-9).toBeCloseTo(1, 8);
    expect(gammaProbability(kernel, 5, 1e6)).toEqual({ below: 1, above: 0 });
  });

  test("give the critical values of chi-square tables", () => {
    // 5 % points: 3.841 for 1, 30.144 for 19, 123.225 for 99 degrees of freedom.
    expect(gammaProbability(kernel, 1 / 2, 3.841459 / 2).above).toBeCloseTo(0.05, 6);
    expect(gammaProbability(kernel, 19 / 2, 30.14353 / 2).above).toBeCloseTo(0.05, 6);
    expect(gammaProbability(kernel, 99 / 2, 123.2252 / 2).above).toBeCloseTo(0.05, 6);
  });

  test("are those of a normal at large shapes", () => {
    const a = 4e6;
    expect(gammaProbability(kernel, a, a).below).toBeCloseTo(
      0.5 + 1 / (3 * Math.sqrt(2 * Math.PI * a)),
      6,
    );
  });

  test("have ends", () => {
    expect(gammaProbability(kernel, 2, 0)).toEqual({ below: 0, above: 1 });
    expect(gammaProbability(kernel, 2, Number.POSITIVE_INFINITY)).toEqual({ below: 1, above: 0 });
  });

  test.each([
    [0, 1],
    [-1, 1],
    [1, -1],
    [1, Number.NaN],
    [Number.POSITIVE_INFINITY, 1],
  ])("refuse shape %s at %s", (a, x) => {
    expect(() => gammaProbability(kernel, a, x)).toThrow(
      expect.objectContaining({ tag: "InvalidParameter" }),
    );
  });
});

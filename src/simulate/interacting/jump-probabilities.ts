import { invalidParameter } from "../../errors.js";
import type { FunctionOfOne } from "../../parameters.js";
import { coefficientsFrom, derivative, isTable, polynomial } from "./function-of-one.js";

/** A function on an interval, as a polynomial: coefficients from the constant on. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly coefficients: readonly number[];
}

/** The sum of functions on [0, most], cut at their knots. */
function pieces(functions: readonly FunctionOfOne[], most: number): Piece[] {
  const knots = functions.flatMap((given) => (isTable(given) ? given.map(([u]) => u) : []));
  const inner = knots.filter((u) => u > 0 && u < most);
  const cuts = [...new Set([0, ...inner, most])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => {
    const terms = functions.map((given) => coefficientsFrom(given, cuts[i]));
    const length = Math.max(...terms.map((term) => term.length));
    const coefficients = Array.from({ length }, (_, power) => {
      return terms.reduce((sum, term) => sum + (term[power] ?? 0), 0);
    });
    return { from: cuts[i], to, coefficients };
  });
}

/** Roots of a polynomial in [from, to]: one in each stretch between those of its derivative, by bisection. */
function roots(coefficients: readonly number[], from: number, to: number): number[] {
  if (coefficients.length < 2) return [];
  const turns = roots(derivative(coefficients), from, to);
  const stretches = [from, ...turns, to];
  return stretches.slice(1).flatMap((end, i) => {
    let low = stretches[i];
    let high = end;
    const rises = polynomial(coefficients, high) > polynomial(coefficients, low);
    if (polynomial(coefficients, low) * polynomial(coefficients, high) > 0) return [];
    for (let halving = 0; halving < 60; halving++) {
      const middle = (low + high) / 2;
      if (polynomial(coefficients, middle) > 0 === rises) high = middle;
      else low = middle;
    }
    return [(low + high) / 2];
  });
}

/** Where a sum of functions is smallest and largest on [0, most], as pairs (u, value). */
function extremes(functions: readonly FunctionOfOne[], most: number) {
  const candidates = pieces(functions, most).flatMap(({ from, to, coefficients }) =>
    [from, ...roots(derivative(coefficients), from, to), to].map((u) => ({
      u,
      value: polynomial(coefficients, u),
    })),
  );
  const least = candidates.reduce((a, b) => (b.value < a.value ? b : a));
  const largest = candidates.reduce((a, b) => (b.value > a.value ? b : a));
  return { least, largest };
}

/** Decimals that should sum to 0 or 1 may miss it by rounding. */
const rounding = 1e-12;

/**
 * Checks that `right` and `left` are probabilities, and so is their sum, at every density of 0 to `most`.
 *
 * @throws InvalidParameter naming the function and the density where it fails most
 */
export function checkProbabilities(right: FunctionOfOne, left: FunctionOfOne, most: number): void {
  const range = `at every density that may occur, 0 to ${most}`;
  const at = ({ u, value }: { u: number; value: number }) =>
    `${Number(value.toPrecision(6))} at density ${Number(u.toPrecision(6))}`;
  for (const [name, given] of Object.entries({ right, left })) {
    const { least } = extremes([given], most);
    if (!(least.value >= -rounding)) {
      throw invalidParameter(name, `at least 0 ${range}`, at(least));
    }
  }
  const { largest } = extremes([right, left], most);
  if (!(largest.value <= 1 + rounding)) {
    throw invalidParameter("right + left", `at most 1 ${range}`, at(largest));
  }
}

/**
 * Elementary functions for schedules, by + - * / alone: those of Math differ between engines in the last
 * bits, and a run must not depend on where it runs.
 */

/** e^x, to a few units in the last place for |x| up to 100. */
export function exponential(x: number): number {
  // e^x = (e^(x / 1024))^1024
  const small = x / 1024;
  let term = 1;
  let sum = 0;
  for (let k = 1; k <= 9; k++) {
    term *= small / k;
    sum += term;
  }
  // Squares of 1 + sum, kept as their distance from 1 so that nothing is lost.
  for (let k = 0; k < 10; k++) sum = sum * (2 + sum);
  return 1 + sum;
}

/** log x for x > 0. */
export function logarithm(x: number): number {
  let scaled = x;
  let halvings = 0;
  for (; scaled > 1.5; scaled /= 2) halvings++;
  for (; scaled < 0.75; scaled *= 2) halvings--;
  // log s = 2 artanh((s - 1) / (s + 1))
  const t = (scaled - 1) / (scaled + 1);
  let power = t;
  let sum = 0;
  for (let k = 1; k < 40; k += 2) {
    sum += power / k;
    power *= t * t;
  }
  return 2 * sum + halvings * Math.LN2;
}

/** cos(pi t) for t from 0 to 1. */
export function cosineOfHalfTurns(t: number): number {
  if (t > 0.5) return -cosineOfHalfTurns(1 - t);
  const x = Math.PI * t;
  let term = 1;
  let sum = 1;
  for (let k = 2; k <= 24; k += 2) {
    term *= (-x * x) / (k * (k - 1));
    sum += term;
  }
  return sum;
}

/** x^n for a whole number n of at least 0. */
export function power(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

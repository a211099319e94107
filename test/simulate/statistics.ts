/** Critical values for tests at significance .001. */

/** Upper .001 quantile of the chi-square distribution, by Wilson and Hilferty. */
export function chiSquareLimit(degrees: number): number {
  const z = 3.0902;
  const a = 2 / (9 * degrees);
  return degrees * (1 - a + z * Math.sqrt(a)) ** 3;
}

/**
 * Pearson's statistic of observed counts against expected ones, cells of expectation below 5 pooled.
 * Its degrees of freedom are the cells less 1.
 */
export function pearson(observed: ArrayLike<number>, expected: ArrayLike<number>) {
  let statistic = 0;
  let cells = 0;
  let poolObserved = 0;
  let poolExpected = 0;
  const add = (o: number, e: number) => {
    statistic += (o - e) ** 2 / e;
    cells += 1;
  };
  for (let i = 0; i < observed.length; i++) {
    if (expected[i] >= 5) add(observed[i], expected[i]);
    else {
      poolObserved += observed[i];
      poolExpected += expected[i];
    }
  }
  if (poolExpected >= 5) add(poolObserved, poolExpected);
  return { statistic, degrees: cells - 1 };
}

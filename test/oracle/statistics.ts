/** Plain goodness-of-fit statistics. All tests that use them are at significance .001. */

/** Normal quantiles of .999 and .9995. */
export const z999 = 3.0902;
export const z9995 = 3.2905;

/** .999 quantile of chi-square (Wilson & Hilferty 1931), within 1 % above 3 degrees of freedom. */
export function chiSquareLimit(degrees: number): number {
  const c = 2 / (9 * degrees);
  return degrees * (1 - c + z999 * Math.sqrt(c)) ** 3;
}

/**
 * Pearson's statistic of counts against probabilities over the same cells; neighbouring cells are pooled
 * until at least 10 are expected. Counts outside the cells belong to the first and last.
 */
export function chiSquare(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  total: number,
): { statistic: number; degrees: number } {
  const cells: { observed: number; expected: number }[] = [];
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < counts.length; i++) {
    observed += counts[i];
    expected += probabilities[i] * total;
    if (expected >= 10) {
      cells.push({ observed, expected });
      observed = 0;
      expected = 0;
    }
  }
  const last = cells[cells.length - 1];
  last.observed += observed;
  last.expected += expected;
  let statistic = 0;
  for (const cell of cells) statistic += (cell.observed - cell.expected) ** 2 / cell.expected;
  return { statistic, degrees: cells.length - 1 };
}

/** sqrt(n) times the Kolmogorov distance of a sample from a distribution function. */
export function kolmogorov(sample: Float64Array, distribution: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const p = distribution(sorted[i]);
    distance = Math.max(distance, p - i / n, (i + 1) / n - p);
  }
  return Math.sqrt(n) * distance;
}

/** .999 quantile of Kolmogorov's distribution. */
export const kolmogorovLimit = 1.9495;

/** Correlation of two equally long samples, times sqrt(n): nearly standard normal if independent. */
export function correlationScore(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < n; i++) {
    meanA += a[i] / n;
    meanB += b[i] / n;
  }
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < n; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return (Math.sqrt(n) * ab) / Math.sqrt(aa * bb);
}

/** Regularised lower incomplete gamma function P(a, x) by its series, sum x^k / (a (a+1) ... (a+k)). */
export function gammaDistribution(a: number, x: number, logGammaOfA: number): number {
  if (x <= 0) return 0;
  let term = 1 / a;
  let sum = term;
  for (let k = 1; term > sum * 1e-16; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return Math.min(sum * Math.exp(a * Math.log(x) - x - logGammaOfA), 1);
}

/** Standard normal distribution function, through P(1/2, x^2/2). */
export function normalDistribution(x: number): number {
  const half = gammaDistribution(0.5, (x * x) / 2, Math.log(Math.sqrt(Math.PI))) / 2;
  return x < 0 ? 0.5 - half : 0.5 + half;
}

/** Probabilities of Binomial(n, p) on [first, first + length), by ratios from the mode outwards. */
export function binomialLaw(n: number, p: number): { first: number; probabilities: Float64Array } {
  const reach = Math.ceil(10 * Math.sqrt(n * p * (1 - p)) + 20);
  const mode = Math.min(Math.floor((n + 1) * p), n);
  const first = Math.max(mode - reach, 0);
  const last = Math.min(mode + reach, n);
  const weights = new Float64Array(last - first + 1);
  weights[mode - first] = 1;
  const odds = p / (1 - p);
  for (let k = mode; k < last; k++) {
    weights[k + 1 - first] = (weights[k - first] * odds * (n - k)) / (k + 1);
  }
  for (let k = mode; k > first; k--) {
    weights[k - 1 - first] = (weights[k - first] * k) / (odds * (n - k + 1));
  }
  let sum = 0;
  for (const weight of weights) sum += weight;
  return { first, probabilities: weights.map((weight) => weight / sum) };
}

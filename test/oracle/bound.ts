import { featuresOf } from "./features.js";
import { logDeterminantOf } from "./linear-algebra.js";
import { expectedLogSumExp } from "./softmax-multinomial.js";

/** A Gamma law by shape and rate. */
export interface GammaLaw {
  readonly shape: number;
  readonly rate: number;
}

/** All of q(X) q(theta) q(tau) q(v), for the features in the law. */
export interface Factors {
  /** Means and variances of q(X), shape [sequence, bin]. */
  readonly mu: Float64Array;
  readonly variance: Float64Array;
  /** q(theta) = N(mean, covariance), shapes [feature] and [feature, feature]. */
  readonly theta: Float64Array;
  readonly covariance: Float64Array;
  /** q(tau), one for each feature. */
  readonly tau: readonly GammaLaw[];
  /** q(v): one law shared by all bins, or one for each. */
  readonly v: readonly GammaLaw[];
}

/** Data and priors. */
export interface Setting {
  readonly start: Float64Array;
  /** Shape [sequence, bin]. */
  readonly counts: Float64Array;
  readonly bins: number;
  readonly walkers: number;
  readonly features: readonly { readonly offsets: readonly number[] }[];
  /** Prior Gamma laws of tau and v. */
  readonly priorTau: GammaLaw;
  readonly priorV: GammaLaw;
}

/** log Gamma(x): upward recurrence to 30, then Stirling's series. */
export function logGammaOf(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 30) {
    shift += Math.log(y);
    y += 1;
  }
  const series = 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5);
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** The derivative of {@link logGammaOf}, likewise. */
export function digammaOf(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 30) {
    shift += 1 / y;
    y += 1;
  }
  const series = 1 / (12 * y ** 2) - 1 / (120 * y ** 4) + 1 / (252 * y ** 6);
  return Math.log(y) - 1 / (2 * y) - series - shift;
}

const meanOf = ({ shape, rate }: GammaLaw) => shape / rate;
const meanLog = ({ shape, rate }: GammaLaw) => digammaOf(shape) - Math.log(rate);

/** <log p> - <log q> of a Gamma variable with the given prior: minus their divergence. */
function minusDivergence(q: GammaLaw, p: GammaLaw): number {
  const prior =
    p.shape * Math.log(p.rate) -
    logGammaOf(p.shape) +
    (p.shape - 1) * meanLog(q) -
    p.rate * meanOf(q);
  const own =
    q.shape * Math.log(q.rate) - logGammaOf(q.shape) + (q.shape - 1) * meanLog(q) - q.shape;
  return prior - own;
}

const log2Pi = Math.log(2 * Math.PI);

/**
 * The evidence lower bound, <log p(counts, X, theta, tau, v)> - <log q>, term by term from the joint
 * density, with every constant. <logsumexp> takes its argument for lognormal, as the model does.
 */
export function boundOf(setting: Setting, q: Factors): number {
  const { start, counts, bins, walkers, features } = setting;
  const phi = featuresOf(start, bins, features);
  const n = features.length;
  const precision = (j: number) => q.v[q.v.length === 1 ? 0 : j];
  let bound = 0;
  phi.forEach((rows, i) => {
    const at = i * bins;
    const mu = q.mu.subarray(at, at + bins);
    const variance = q.variance.subarray(at, at + bins);
    bound += logGammaOf(walkers + 1) - walkers * expectedLogSumExp(mu, variance);
    rows.forEach((row, j) => {
      bound += counts[at + j] * mu[j] - logGammaOf(counts[at + j] + 1);
      // Entropy of q(X_ij).
      bound += 0.5 * (Math.log(variance[j]) + 1 + log2Pi);
      // <log N(X_ij | theta . phi, 1 / v_j)>
      let mean = 0;
      let spread = variance[j];
      for (let a = 0; a < n; a++) {
        mean += q.theta[a] * row[a];
        for (let b = 0; b < n; b++) spread += row[a] * row[b] * q.covariance[a * n + b];
      }
      const law = precision(j);
      const square = (mu[j] - mean) ** 2 + spread;
      bound += 0.5 * (meanLog(law) - log2Pi - meanOf(law) * square);
    });
  });
  q.tau.forEach((law, a) => {
    const square = q.theta[a] ** 2 + q.covariance[a * n + a];
    bound += 0.5 * (meanLog(law) - log2Pi - meanOf(law) * square);
    bound += minusDivergence(law, setting.priorTau);
  });
  bound += 0.5 * (logDeterminantOf(q.covariance, n) + n * (1 + log2Pi));
  for (const law of q.v) bound += minusDivergence(law, setting.priorV);
  return bound;
}

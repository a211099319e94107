/**
 * The emission law under q(X) = N(mu, diag(variance)), from its formulas. Expectations of logsumexp take
 * sum e^X for lognormal: LSE(mu + s^2/2) - 1/2 log(1 + C), C = sum rho^2 (e^{s^2} - 1), rho = softmax(mu
 * + s^2/2).
 */

export function logSumExp(x: ArrayLike<number>): number {
  const values = Array.from(x);
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

export function softmaxOf(x: ArrayLike<number>): Float64Array {
  const lse = logSumExp(x);
  return Float64Array.from(x, (value) => Math.exp(value - lse));
}

/** softmax(mu + variance / 2). */
export function tiltedSoftmax(mu: ArrayLike<number>, variance: ArrayLike<number>): Float64Array {
  return softmaxOf(Array.from(mu, (m, j) => m + variance[j] / 2));
}

export function expectedLogSumExp(mu: ArrayLike<number>, variance: ArrayLike<number>): number {
  const lse = logSumExp(Array.from(mu, (m, j) => m + variance[j] / 2));
  const rho = tiltedSoftmax(mu, variance);
  return lse - 0.5 * Math.log1p(rho.reduce((c, r, j) => c + r * r * Math.expm1(variance[j]), 0));
}

/** One sequence's counts and what the transition law says of its state. */
export interface Emission {
  readonly counts: Float64Array;
  readonly walkers: number;
  readonly prediction: Float64Array;
  readonly precision: Float64Array;
}

/** F(mu, variance) of one sequence: the part of the bound that q(X) decides, without constants. */
export function stateBound(given: Emission, mu: Float64Array, variance: Float64Array): number {
  const { counts, walkers, prediction, precision } = given;
  let sum = -walkers * expectedLogSumExp(mu, variance);
  mu.forEach((m, j) => {
    const second = m * m + variance[j] - 2 * m * prediction[j];
    sum += counts[j] * m + 0.5 * Math.log(variance[j]) - 0.5 * precision[j] * second;
  });
  return sum;
}

/** Slopes of F by central differences: in mu, and in log variance. */
export function stateSlopes(given: Emission, mu: Float64Array, variance: Float64Array, h = 1e-4) {
  const slope = (change: (by: number) => number) => (change(h) - change(-h)) / (2 * h);
  const moved = (values: Float64Array, j: number, value: number) => {
    const copy = values.slice();
    copy[j] = value;
    return copy;
  };
  return {
    mu: mu.map((m, j) => slope((by) => stateBound(given, moved(mu, j, m + by), variance))),
    logVariance: variance.map((s2, j) =>
      slope((by) => stateBound(given, mu, moved(variance, j, s2 * Math.exp(by)))),
    ),
  };
}

/** Maximises F by many small gradient steps in (mu, log variance). */
export function climbStateBound(given: Emission, start: Float64Array, steps: number) {
  const { walkers, precision } = given;
  const mu = start.slice();
  const variance = mu.map(() => 0.01);
  for (let step = 0; step < steps; step++) {
    const slopes = stateSlopes(given, mu, variance);
    for (let j = 0; j < mu.length; j++) {
      mu[j] += (0.5 / (walkers / mu.length + precision[j])) * slopes.mu[j];
      variance[j] *= Math.exp(0.5 * slopes.logVariance[j]);
    }
  }
  return { mu, variance };
}

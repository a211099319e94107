import { exponential, logarithm } from "../../autodiff/exact.js";

/** An ensemble beside a trajectory, at some times and places. */
export interface Compared {
  /** Mean of the ensemble less the observed truth. */
  readonly error: Float64Array;
  /** Variance of the ensemble: what a factor multiplies the square root of; infinite where it has diverged. */
  readonly spread: Float64Array;
  /** Variance of what the decoder misses, which no factor changes. */
  readonly missed: Float64Array;
  /** Variance of the noise of the observed truth. */
  readonly noise: Float64Array;
}

/** Share of a normal distribution within two standard deviations. */
const wanted = 0.9545;
/** Bounds of a factor, and halvings between their logarithms. */
const [least, most] = [1e-3, 1e3];
const halvings = 30;

/** Where a function that rises with the logarithm of a factor passes 0. */
function factorAt(rising: (factor: number) => number): number {
  let [low, high] = [logarithm(least), logarithm(most)];
  for (let i = 0; i < halvings; i++) {
    const middle = 0.5 * (low + high);
    if (rising(exponential(middle)) < 0) low = middle;
    else high = middle;
  }
  return exponential(high);
}

/**
 * The factor with which the mean square of the errors is what ensemble, decoder and noise make it, each error weighted by its
 * inverse variance. Noise of the truth then costs precision but does not bias the factor, as it would a share of errors.
 */
function ownFactor({ error, spread, missed, noise }: Compared): number {
  return factorAt((factor) => {
    let sum = 0;
    for (let i = 0; i < error.length; i++) {
      if (spread[i] === Infinity) continue;
      const variance = factor * factor * spread[i] + missed[i] + noise[i];
      sum += 1 - (error[i] * error[i]) / variance;
    }
    return sum;
  });
}

/** Rounds of {@link shareErrors}, in each of which factor and floor follow each other. */
const rounds = 12;

/** What errors are made of. */
export interface ErrorShares {
  /** What multiplies the spread of the ensemble. */
  readonly factor: number;
  /** Variance that errors have everywhere, whatever the spread is. */
  readonly floor: number;
}

/**
 * Factor and floor by maximum likelihood of normal errors of the variance factor^2 spread + missed + noise + floor, both common to
 * all trajectories. Where the ensemble has next to no spread its mean is off all the same, by a little, and no factor on the spread
 * mends that.
 */
export function shareErrors(held: readonly Compared[]): ErrorShares {
  // The derivative of the likelihood by a part of the variance, up to a factor: it falls as that part grows.
  const score = (factor: number, floor: number, part: (one: Compared, i: number) => number) => {
    let sum = 0;
    for (const one of held) {
      for (let i = 0; i < one.error.length; i++) {
        if (one.spread[i] === Infinity) continue;
        const variance = factor * factor * one.spread[i] + one.missed[i] + one.noise[i] + floor;
        const excess = variance - one.error[i] * one.error[i];
        sum += (part(one, i) * excess) / (variance * variance);
      }
    }
    return sum;
  };
  let squares = 0;
  let count = 0;
  for (const { error } of held) {
    for (const e of error) squares += e * e;
    count += error.length;
  }
  const unit = squares / count;
  let [factor, floor] = [1, 0];
  for (let round = 0; round < rounds; round++) {
    factor = factorAt((x) => score(x, floor, ({ spread }, i) => spread[i]));
    const share = factorAt((x) => score(factor, unit * x * x, () => 1));
    floor = share > 2 * least ? unit * share * share : 0;
  }
  return { factor, floor };
}

/** The comparison with the whole variance, noise apart, as its spread: what a further factor multiplies. */
export function explained(one: Compared, { factor, floor }: ErrorShares): Compared {
  return {
    ...one,
    spread: one.spread.map((variance, i) => factor * factor * variance + one.missed[i] + floor),
    missed: new Float64Array(one.missed.length),
  };
}

/** Share of a normal distribution within so many standard deviations, by its series (Abramowitz & Stegun 26.2.11). */
export function normalWithin(deviations: number): number {
  if (deviations > 7) return 1;
  let [term, sum] = [deviations, deviations];
  for (let k = 1; k < 200 && term > 1e-17 * sum; k++) {
    term *= (deviations * deviations) / (2 * k + 1);
    sum += term;
  }
  return Math.sqrt(2 / Math.PI) * exponential(-0.5 * deviations * deviations) * sum;
}

/** Points and farthest point at which Student's distribution is summed. */
const nodes = 201;
const farthest = 10;

/** Points of Student's distribution with their shares. */
function student(freedom: number): { readonly at: number; readonly share: number }[] {
  const points = Array.from({ length: nodes }, (_, k) => {
    const at = farthest * ((2 * k) / (nodes - 1) - 1);
    return { at, share: exponential(-0.5 * (freedom + 1) * logarithm(1 + (at * at) / freedom)) };
  });
  const sum = points.reduce((total, { share }) => total + share, 0);
  return points.map(({ at, share }) => ({ at, share: share / sum }));
}

/**
 * The factor that the spread of an ensemble has to be multiplied by, so that two standard deviations cover a new trajectory as often
 * as they would be expected to of a normal distribution.
 *
 * Trajectories differ: each has a factor of its own. The logarithms of these are taken as normal, with the mean of the trajectories
 * that were held out and the variance within both sets, so that the factor of the next one has a Student's distribution (Gelman
 * et al., Bayesian Data Analysis, 3.2). The factor of a few trajectories alone would cover the next one too seldom.
 *
 * @param held comparisons with trajectories that were held out, at least one
 * @param trained with some that were trained on
 */
export function calibrationFactor(held: readonly Compared[], trained: readonly Compared[]): number {
  let [squares, freedom] = [0, 0];
  const means = [held, trained].map((set) => {
    const logs = set.map((one) => logarithm(ownFactor(one)));
    const mean = logs.reduce((sum, x) => sum + x, 0) / Math.max(1, logs.length);
    for (const x of logs) squares += (x - mean) * (x - mean);
    freedom += Math.max(0, logs.length - 1);
    return mean;
  });
  if (freedom === 0) return exponential(means[0]);
  const sd = Math.sqrt((squares / freedom) * (1 + 1 / held.length));
  const next = student(freedom).map(({ at, share }) => ({ own: exponential(sd * at), share }));
  const widening = factorAt((factor) => {
    return next.reduce((sum, { own, share }) => {
      return sum + share * normalWithin((2 * factor) / own);
    }, -wanted);
  });
  return exponential(means[0]) * widening;
}

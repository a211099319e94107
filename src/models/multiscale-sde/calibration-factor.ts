import { exponential, logarithm } from "../../autodiff/exact.js";

/** An ensemble beside a trajectory, at some times and places. */
export interface Compared {
  /** Mean of the ensemble less the observed truth. */
  readonly error: Float64Array;
  /** Variance that noise gives to the ensemble: what a factor multiplies the square root of; infinite where it has diverged. */
  readonly spread: Float64Array;
  /** Variance that it has from what is not known of the start, which no factor changes. */
  readonly begun: Float64Array;
  /** Variance of what the decoder misses, which no factor changes. */
  readonly missed: Float64Array;
  /** What a variance that is the same everywhere is multiplied by: the square of the noise's growth. */
  readonly grown: Float64Array;
  /** Time since the start, in units of the training time. */
  readonly elapsed: Float64Array;
  /** Variance of the noise of the observed truth. */
  readonly noise: Float64Array;
}

/** Share of a normal distribution within two standard deviations. */
const wanted = 0.9545;
/** Bounds of a factor, and halvings between their logarithms. */
const [least, most] = [1e-3, 1e3];
const wide = [least, most];
const halvings = 30;

/** Where a function that rises with the logarithm of a factor passes 0, or the end of the range that it would pass 0 beyond. */
function factorAt(rising: (factor: number) => number, range: readonly number[] = wide): number {
  let [low, high] = range.map(logarithm);
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

/** Variance of an ensemble that has diverged, in units of the mean square of the errors. */
const farthestVariance = 1e12;
/** Rounds of {@link shareErrors}, in each of which factor and floor follow each other. */
const rounds = 12;

/** What errors are made of. */
export interface ErrorShares {
  /** What multiplies the spread of the ensemble. */
  readonly factor: number;
  /** Variance that errors have everywhere at the start, but for the growth, whatever the spread is. */
  readonly floor: number;
  /** By what share of itself it, and that of what the decoder misses, has risen after a training time; as the square of time. */
  readonly rise: number;
  /** Logarithm of the likelihood of the errors, up to a constant. */
  readonly likelihood: number;
}

/** Variance at a place and a time that neither spread nor start explain. */
function unexplained({ missed, grown, elapsed }: Compared, i: number, floor: number, rise: number) {
  return (missed[i] + floor * grown[i]) * (1 + rise * elapsed[i] * elapsed[i]);
}

/** Variance that is taken for none, in units of the mean square of the errors. */
const smallestVariance = 1e-12;
/** Steepest rise. */
const steepestRise = 10;

/**
 * Factor, floor and rise by maximum likelihood of normal errors of the variance
 *
 *     factor^2 spread + begun + (missed + grown floor) (1 + rise elapsed^2) + noise,
 *
 * all three common to all trajectories. Where the ensemble has next to no spread its mean is off all the same, and no factor on the
 * spread mends that: by a little from the start, and by what a drift that is a little wrong adds up to, in proportion to time.
 *
 * @param range of the factor
 */
export function shareErrors(
  held: readonly Compared[],
  range: readonly number[] = wide,
): ErrorShares {
  let squares = 0;
  let count = 0;
  for (const { error } of held) {
    for (const e of error) squares += e * e;
    count += error.length;
  }
  const unit = squares / count;
  // Where a field never changes nothing has a variance, and its logarithm would be none.
  const smallest = unit > 0 ? unit * smallestVariance : smallestVariance;
  const varianceOf = (one: Compared, i: number, factor: number, floor: number, rise: number) =>
    Math.max(
      factor * factor * one.spread[i] +
        (one.begun[i] + one.noise[i] + unexplained(one, i, floor, rise)),
      smallest,
    );
  // The derivative of the likelihood by a part of the variance, up to a factor: it falls as that part grows.
  const score = (
    shares: readonly [number, number, number],
    part: (one: Compared, i: number) => number,
  ) => {
    let sum = 0;
    for (const one of held) {
      for (let i = 0; i < one.error.length; i++) {
        if (one.spread[i] === Infinity) continue;
        const variance = varianceOf(one, i, ...shares);
        const excess = variance - one.error[i] * one.error[i];
        sum += (part(one, i) * excess) / (variance * variance);
      }
    }
    return sum;
  };
  let [factor, floor, rise] = [1, 0, 0];
  for (let round = 0; round < rounds; round++) {
    factor = factorAt((x) => score([x, floor, rise], ({ spread }, i) => spread[i]), range);
    const share = factorAt((x) => {
      const tried = unit * x * x;
      return score([factor, tried, rise], ({ grown, elapsed }, i) => {
        return grown[i] * (1 + rise * elapsed[i] * elapsed[i]);
      });
    });
    floor = share > 2 * least ? unit * share * share : 0;
    const steep = factorAt((x) => {
      return score([factor, floor, x], (one, i) => {
        const time = one.elapsed[i];
        return (one.missed[i] + floor * one.grown[i]) * time * time;
      });
    });
    rise = steep > 2 * least ? Math.min(steep, steepestRise) : 0;
  }
  let likelihood = 0;
  for (const one of held) {
    for (let i = 0; i < one.error.length; i++) {
      // What diverges says less than anything that does not.
      const diverged = one.spread[i] === Infinity;
      const variance = diverged ? farthestVariance * unit : varianceOf(one, i, factor, floor, rise);
      likelihood -= 0.5 * (logarithm(variance) + (one.error[i] * one.error[i]) / variance);
    }
  }
  return { factor, floor, rise, likelihood };
}

/** The comparison with the whole variance, noise of the truth apart, as its spread: what a further factor multiplies. */
export function explained(
  one: Compared,
  { factor, floor, rise }: Omit<ErrorShares, "likelihood">,
): Compared {
  return {
    ...one,
    spread: one.spread.map((variance, i) => {
      return factor * factor * variance + one.begun[i] + unexplained(one, i, floor, rise);
    }),
    begun: new Float64Array(one.begun.length),
    missed: new Float64Array(one.missed.length),
  };
}

/**
 * The factor on all of the spread but what starts make of it, that widens the whole as `factor` does.
 *
 * @param begun variances that starts make, by trajectories and points
 * @param whole those of the whole
 */
export function factorBesideStart(
  factor: number,
  begun: readonly Float64Array[],
  whole: readonly Float64Array[],
): number {
  let [share, count] = [0, 0];
  for (const [k, variances] of whole.entries()) {
    for (const [i, variance] of variances.entries()) {
      if (variance === Infinity || !(variance > 0)) continue;
      share += begun[k][i] / variance;
      count++;
    }
  }
  const mean = count > 0 ? share / count : 0;
  return Math.sqrt(Math.max(factor * factor - mean, 0) / Math.max(1 - mean, least));
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

/** Power with which errors are taken to grow with the distance before any are seen, and how sure that is. */
const prior = { mean: 1.5, deviation: 0.35 };
/** Standard deviation of the logarithm of errors at the same distance, as it is found on average. */
const typical = 0.35;
/** Largest power. */
const steepest = 3;

/**
 * The power of the distance from the training states that the errors of trajectories grow with: the slope of the logarithms of their
 * own factors, within each set, beside a normal prior. Few trajectories tell it badly, and none where all lie equally far.
 *
 * @param sets of trajectories, whose errors differ from set to set whatever the distance is
 */
export function growthExponent(
  sets: readonly (readonly { readonly compared: Compared; readonly distance: number }[])[],
): number {
  const sure = (typical * typical) / (prior.deviation * prior.deviation);
  let [above, below] = [sure * prior.mean, sure];
  for (const set of sets) {
    const x = set.map(({ distance }) => logarithm(Math.max(distance, least)));
    const y = set.map(({ compared }) => logarithm(ownFactor(compared)));
    const [mx, my] = [x, y].map((v) => v.reduce((sum, one) => sum + one, 0) / v.length);
    for (const [i, at] of x.entries()) {
      above += (at - mx) * (y[i] - my);
      below += (at - mx) * (at - mx);
    }
  }
  return Math.min(Math.max(above / below, 0), steepest);
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
 * @param told numbers that the trajectories have told of their factors: the mean, or the mean and how they grow
 */
export function calibrationFactor(
  held: readonly Compared[],
  trained: readonly Compared[],
  told: 1 | 2 = 1,
): number {
  let [squares, freedom] = [0, 1 - told];
  const means = [held, trained].map((set) => {
    const logs = set.map((one) => logarithm(ownFactor(one)));
    const mean = logs.reduce((sum, x) => sum + x, 0) / Math.max(1, logs.length);
    for (const x of logs) squares += (x - mean) * (x - mean);
    freedom += Math.max(0, logs.length - 1);
    return mean;
  });
  if (freedom <= 0) return exponential(means[0]);
  const sd = Math.sqrt((squares / freedom) * (1 + told / held.length));
  const next = student(freedom).map(({ at, share }) => ({ own: exponential(sd * at), share }));
  const widening = factorAt((factor) => {
    return next.reduce((sum, { own, share }) => {
      return sum + share * normalWithin((2 * factor) / own);
    }, -wanted);
  });
  return exponential(means[0]) * widening;
}

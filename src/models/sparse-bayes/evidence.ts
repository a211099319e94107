import { gammaProbability } from "../../diagnose/gamma-probability.js";
import { numericalFailure } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { log, logGamma } from "../../kernel/math.js";
import { libraryFeatures } from "../law/features.js";
import type { PosteriorFields } from "./fields.js";

/**
 * Standard deviations, of a coefficient and of the law's noise, between which the priors of
 * {@link logEvidence} lie.
 */
export const priorDeviations = { least: 1e-5, most: 10 } as const;

const lowest = 1 / (priorDeviations.most * priorDeviations.most);
const highest = 1 / (priorDeviations.least * priorDeviations.least);

/** A precision p enters the bound as p^a e^(-b p), once q of everything else is averaged over. */
interface Factor {
  readonly a: number;
  readonly b: number;
}

/** ln of the integral of p^a e^(-b p) over the prior Gamma(shape, rate). */
function underGamma(kernel: Kernel, { a, b }: Factor, shape: number, rate: number): number {
  const norm = shape * log(kernel, rate) - logGamma(kernel, shape);
  return norm + logGamma(kernel, shape + a) - (shape + a) * log(kernel, rate + b);
}

/** ln R, R = ln(highest / lowest): the prior is 1 / (R p) between the two. */
function logRange(kernel: Kernel): number {
  return log(kernel, log(kernel, highest / lowest));
}

/** ln of the integral of p^a e^(-b p) over the log-uniform prior. */
function underLogUniform(kernel: Kernel, { a, b }: Factor): number {
  const upper = gammaProbability(kernel, a, highest * b);
  const lower = gammaProbability(kernel, a, lowest * b);
  // Whichever tails are the small ones lose no digits.
  const within = lower.above < 0.5 ? lower.above - upper.above : upper.below - lower.below;
  return logGamma(kernel, a) - a * log(kernel, b) + log(kernel, within) - logRange(kernel);
}

/**
 * A lower bound of the log evidence, in nats, by which different libraries of features can be compared: the
 * last bound of a fit, with the priors of the precisions tau and v made proper.
 *
 * The paper's Gamma(1e-10, 1e-10) stand for improper priors 1/tau and 1/v. Each costs ln Gamma(1e-10) = 23
 * nats, an arbitrary number, once for each feature of the library; so their bounds say nothing about libraries
 * of different size. Here ln tau is uniform where the coefficient's standard deviation tau^-1/2 is from
 * {@link priorDeviations}.least to most, and ln v likewise. Where q(tau) maximises the bound it is replaced by
 *
 *     ln integral p(tau) exp <ln N(theta | 0, 1/tau)> dtau
 *       = ln[(erf sqrt(hi s/2) - erf sqrt(lo s/2)) / (R sqrt s)],   s = <theta^2>, R = ln(hi/lo),
 *
 * and q(v) by the same integral of v^(n/2) e^(-v d/2), d the expected residuals of n values. With both, no
 * other part of the bound changes. A feature that has left the law has q(theta) = N(0, s) with s between
 * 1/hi and what the data could tell from zero: s drops out, and it costs ln R - ln(2 pi e)/2 = 1.90 nats.
 *
 * The exact evidence charges less for it: -ln[ln(2 sd / least) / ln(most / least)], sd what the data leave of
 * its deviation, which is .73 nats at .004. So this bound prefers small libraries: a weak feature of a
 * large one has to outweigh its idle neighbours.
 *
 * The value is a bound of the whole library's evidence whether or not features were eliminated, as their
 * elimination only restricts q; the larger one of the two is the nearer. It takes the fit as converged, and as
 * one of all its data at once, not one that went on from a posterior of earlier data.
 *
 * @throws NumericalFailure if the noise lies so far outside the priors' range that nothing is left of it
 */
export function logEvidence(kernel: Kernel, fields: PosteriorFields): number {
  const { parameters, state, precisionShape } = fields;
  const { alpha0, beta0, gamma0, zeta0 } = parameters;
  let evidence = state.bound[state.bound.length - 1];
  for (const l of state.active) {
    const second = state.thetaMean[l] * state.thetaMean[l] + state.thetaVariance[l];
    const factor = { a: 0.5, b: 0.5 * second };
    evidence += underLogUniform(kernel, factor) - underGamma(kernel, factor, alpha0, beta0);
  }

  const left = libraryFeatures(parameters).length - state.active.length;
  const alpha = alpha0 + 0.5;
  const limit =
    alpha0 * log(kernel, beta0) -
    logGamma(kernel, alpha0) +
    logGamma(kernel, alpha) +
    alpha -
    0.5 * log(kernel, alpha);
  evidence += left * (0.5 * log(kernel, 2 * Math.PI * Math.E) - logRange(kernel) - limit);

  const distinct = parameters.precision === "shared" ? 1 : fields.grid.bins;
  for (let j = 0; j < distinct; j++) {
    const factor = { a: precisionShape - gamma0, b: precisionShape / state.precision[j] - zeta0 };
    evidence += underLogUniform(kernel, factor) - underGamma(kernel, factor, gamma0, zeta0);
  }
  if (!Number.isFinite(evidence)) {
    const { least, most } = priorDeviations;
    throw numericalFailure(
      "the evidence",
      state.iteration,
      `the noise's standard deviation is not within ${least}..${most}`,
      "Scale the data, or compare by forecasts.",
    );
  }
  return evidence;
}

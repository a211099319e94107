import { digamma, log, logGamma } from "../../kernel/math.js";
import type { Residuals, StateExpectations } from "./inference.js";
import { type Problem, precisionShape } from "./problem.js";
import type { VariationalState } from "./state.js";

/** The parts of the bound that the updates have at hand. */
export interface BoundParts {
  readonly expected: StateExpectations;
  /** log |covariance of q(theta)| over the active features. */
  readonly logDeterminant: number;
  /** What earlier data say of theta, 0 if there are none; without its constant. */
  readonly priorExpectation: number;
  readonly residuals: Residuals;
}

/**
 * The evidence lower bound with all its constants, in nats, so that bounds of different feature sets
 * can be compared (Eq. 2.27 with its missing sign; Eq. 4.1; no term dropped).
 *
 * A feature that has left the law counts with its limit tau -> infinity, in which its prior, its
 * entropy and its relevance add up to a constant; so the bound is continuous when a feature leaves.
 */
export function evidenceLowerBound(
  problem: Problem,
  state: VariationalState,
  parts: BoundParts,
): number {
  const { kernel } = problem;
  const { alpha0, beta0 } = problem.parameters;
  const { shape: gamma0, rate: zeta0 } = problem.precisionPrior;
  const { bins } = problem;
  const { transitions, dimension, logConstant } = problem.inference;
  const log2Pi = log(kernel, 2 * Math.PI);

  let bound = logConstant + parts.expected.logLikelihood + parts.priorExpectation;
  bound += 0.5 * (parts.expected.logDeterminant + dimension * (1 + log2Pi));

  const shape = precisionShape(problem);
  const shared = problem.parameters.precision === "shared";
  const digammaShape = digamma(kernel, shape);
  const entropyShape = shape + logGamma(kernel, shape) + (1 - shape) * digammaShape;
  const { distance, uncertainty } = parts.residuals;
  const priorV = gamma0 * log(kernel, zeta0) - logGamma(kernel, gamma0);
  for (let j = 0; j < bins; j++) {
    const v = state.precision[j];
    const logV = digammaShape - log(kernel, shape / v);
    bound += 0.5 * transitions * (logV - log2Pi) - 0.5 * v * (distance[j] + uncertainty[j]);
    if (shared && j > 0) continue;
    bound += priorV + (gamma0 - 1) * logV - zeta0 * v;
    bound += entropyShape - log(kernel, shape / v);
  }

  const alpha = alpha0 + 0.5;
  const digammaAlpha = digamma(kernel, alpha);
  const entropyAlpha = alpha + logGamma(kernel, alpha) + (1 - alpha) * digammaAlpha;
  const priorTau = alpha0 * log(kernel, beta0) - logGamma(kernel, alpha0);
  for (const l of state.active) {
    const tau = state.relevance[l];
    const logRate = log(kernel, alpha / tau);
    const logTau = digammaAlpha - logRate;
    const second = state.thetaMean[l] * state.thetaMean[l] + state.thetaVariance[l];
    bound += 0.5 * (logTau - log2Pi - tau * second);
    bound += priorTau + (alpha0 - 1) * logTau - beta0 * tau;
    bound += entropyAlpha - logRate;
  }
  bound += 0.5 * (parts.logDeterminant + state.active.length * (1 + log2Pi));

  // Limit of the same terms for tau -> infinity: variance = 1/tau, rate = variance alpha.
  const left = problem.features.length - state.active.length;
  const limit =
    0.5 * (digammaAlpha - log(kernel, alpha) - 1) +
    priorTau +
    (alpha0 - 1) * digammaAlpha +
    entropyAlpha +
    0.5;
  return bound + left * limit;
}

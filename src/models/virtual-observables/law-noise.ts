import type { VirtualObservablesParameters } from "./parameters.js";

/** How far the mean of squared residuals reaches back: what one draw says of it is noisy. */
const memory = 0.9;

/** Prior of 1 / sigma_r^2 under noise=bayes: Gamma(shape, rate), vague. */
const vague = 1e-10;

/** The standard deviation sigma_r of a law's noise in units of the mean share, as it is learned. */
export interface LawNoise {
  /** sigma_r; under bayes 1 / sqrt(E[1 / sigma_r^2]). */
  readonly level: number;
  /** Shape of the gamma posterior of 1 / sigma_r^2; 0 where sigma_r is taken as known. */
  readonly shape: number;
  /** E[1 / sigma_r^2]. */
  readonly precision: number;
  /** Running mean of the sums of squared residuals. */
  readonly residual: number;
  /** Takes in the sum of squared residuals of one draw of the states. */
  update(squaredResidual: number): void;
}

/**
 * sigma_r given the residuals, in closed form: fixed; at its most probable value, sigma_r^2 = <|X_{t+1} - f(X_t)|^2> / n; or with
 * q(1 / sigma_r^2) = Gamma(n / 2, <|X_{t+1} - f(X_t)|^2> / 2). It never falls below the floor: a posterior of the states that
 * takes them as independent in time lets sigma_r go to 0 with them.
 *
 * @param values n, the independent values in all residuals
 * @param begun sigma_r to begin with
 * @param residual running mean of the sums of squared residuals to begin with
 */
export function createLawNoise(
  { noise, noiseLevel, noiseFloor }: VirtualObservablesParameters,
  values: number,
  begun: number = noiseLevel,
  residual: number = begun * begun * values,
): LawNoise {
  const floor = noise === "fixed" ? 0 : noiseFloor;
  const shape = noise === "bayes" ? vague + values / 2 : 0;
  let level = begun;
  let mean = residual;
  return {
    get level() {
      return level;
    },
    get precision() {
      return 1 / (level * level);
    },
    get residual() {
      return mean;
    },
    shape,
    update(squaredResidual) {
      if (noise === "fixed") return;
      mean = memory * mean + (1 - memory) * squaredResidual;
      const variance = noise === "bayes" ? (vague + mean / 2) / shape : mean / values;
      level = Math.max(floor, Math.sqrt(variance));
    },
  };
}

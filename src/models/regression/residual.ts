import { invalidData } from "../../errors.js";
import { type NormalEquations, squaredResiduals } from "./normal-equations.js";

/** How far responses are from the law. */
export interface Residual {
  /** Variance of a residual: noise of the law and sampling of walkers. */
  readonly variance: number;
  /** Variance of the noise of the law alone; 0 where sampling explains all of the residuals. */
  readonly noiseVariance: number;
}

/**
 * Residual variance s^2 = RSS / (values - coefficients), and the noise of the law s^2 - mean of 1/counts: a
 * response is log(counts + 1/2), and the sampling of m walkers gives it a variance of about 1/m.
 *
 * @param theta shape [term]
 * @throws InvalidData if there are no more values than coefficients
 */
export function residualOf(
  equations: NormalEquations,
  theta: Float64Array,
  coefficients: number,
): Residual {
  const freedom = equations.values - coefficients;
  if (freedom < 1) {
    throw invalidData(
      "dataset",
      `more values than the ${coefficients} coefficients of the regression`,
      `${equations.values}, a bin less than all of each sequence`,
      "Simulate more sequences, or choose a smaller range.",
    );
  }
  const variance = squaredResiduals(equations, theta) / freedom;
  return { variance, noiseVariance: Math.max(0, variance - equations.samplingVariance) };
}

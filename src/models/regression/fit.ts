import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { checkSeed } from "../../kernel/random.js";
import type { Json } from "../../types.js";
import { version } from "../../version.js";
import type { Library } from "../law/features.js";
import type { FitOptions } from "../model.js";
import { type Bursts, firstBursts } from "./bursts.js";
import type { Estimate, Regression } from "./estimate.js";
import { normalEquations, varyingTerms } from "./normal-equations.js";
import { createRegressionPosterior, type RegressionPosterior } from "./posterior.js";
import { residualOf } from "./residual.js";
import { distinctTerms } from "./terms.js";

/** A method of regression with its parameters set. */
export interface RegressionMethod {
  readonly name: string;
  readonly parameters: Library & { readonly [key: string]: Json };
  /** Coefficients of the terms that vary. */
  estimate(kernel: Kernel, regression: Regression, options: FitOptions): Promise<Estimate>;
}

/**
 * Fits log(counts + 1/2) after the first coarse step on products of the known starting states, both with
 * their means over the bins removed. The seed is recorded; no random number is drawn.
 *
 * @throws InvalidData if the dataset has no initial states, no coarse step, uniform starts only,
 *   or fewer values than coefficients; InvalidParameter for the seed; whatever the method throws
 */
export async function fitRegression(
  { name, parameters, estimate }: RegressionMethod,
  data: Dataset,
  options: FitOptions = {},
): Promise<RegressionPosterior> {
  const { seed = 0 } = options;
  checkSeed(seed);
  const kernel = await instantiateKernel();
  const bursts = firstBursts(kernel, data);
  const { terms } = distinctTerms(parameters, bursts.bins);
  const features = terms.map(({ feature }) => feature);
  const equationsOf = (some: Bursts) => normalEquations(kernel, some, features, parameters.range);
  const equations = equationsOf(bursts);
  const varying = varyingTerms(equations);
  if (varying.length === 0) {
    const recover = "Simulate from densities that vary.";
    throw invalidData("initial states", "some that differ between bins", "uniform ones", recover);
  }
  const regression = { equations, varying, bursts, equationsOf };
  const { chosen, theta, covariance, converged } = await estimate(kernel, regression, options);
  const law = new Float64Array(terms.length);
  chosen.forEach((l, k) => {
    law[l] = theta[k];
  });
  const residual = residualOf(equations, law, chosen.length);
  const { grid, timeStep, walkers, sequences, provenance } = data;
  return createRegressionPosterior(kernel, {
    provenance: { version, command: provenance.command, name, parameters, seed },
    grid,
    timeStep,
    walkers,
    sequences,
    library: parameters,
    chosen,
    theta,
    covariance: covariance?.map((value) => value * residual.variance),
    noise: Math.sqrt(residual.noiseVariance),
    converged,
  });
}

/** A first use of the packed package, in Node and in a browser; prints what came out. */
import { advectionDiffusion, fit, score, simulate, sparseBayes } from "coarsegrain";

export async function firstUse() {
  const system = advectionDiffusion({ walkers: 500 });
  const data = await simulate(system, { sequences: 4, seed: 1 });
  const posterior = await fit(data, sparseBayes({ range: 1 }), { seed: 1 });
  const truth = await simulate(system, { sequences: 1, steps: 2, seed: 3 });
  const ensemble = await posterior.forecast(truth.at(0), { steps: 2, draws: 20, seed: 2 });
  const scores = score(ensemble, truth);
  return {
    counts: [...data.counts.subarray(0, 24)],
    coefficients: posterior.coefficients.map(({ name, mean }) => [name, mean]),
    scores,
  };
}

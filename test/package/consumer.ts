/** What a consumer's compiler sees; checked against the packed package, never run. */
import {
  advectionDiffusion,
  type Dataset,
  type Ensemble,
  fit,
  isCoarsegrainError,
  type Posterior,
  score,
  simulate,
  sparseBayes,
} from "coarsegrain";
import { type Adam, createAdam, createTape, type Tape } from "coarsegrain/autodiff";
import { advectionDiffusion as sameInBrowser } from "coarsegrain/browser";
import { type TransitionLaw, type VirtualObservable, virtualObservables } from "coarsegrain/deep";
import {
  burgersField,
  type FieldEnsemble,
  type MultiscalePosterior,
  multiscaleSde,
  simulateFields,
} from "coarsegrain/fields";

export async function forecast(): Promise<Ensemble> {
  const data: Dataset = await simulate(advectionDiffusion({ walkers: 100 }), {
    sequences: 2,
    seed: 1,
  });
  const posterior: Posterior = await fit(data, sparseBayes({ range: 1 }));
  return posterior.forecast(data.at(0), { steps: 2, draws: 3, seed: 2 });
}

export async function forecastField(start: Float32Array): Promise<FieldEnsemble> {
  const data = simulateFields(burgersField(), { sequences: 9, seed: 1 });
  const posterior: MultiscalePosterior = await multiscaleSde({ micro: 5 }).fit(data);
  return posterior.forecast({ field: start, time: 0 }, { steps: 10, draws: 8, seed: 2 });
}

export async function wrong(): Promise<void> {
  // @ts-expect-error: the count of sequences is a number
  await simulate(sameInBrowser({ walkers: 100 }), { sequences: "two", seed: 1 });
}

export const tools: unknown[] = [score, isCoarsegrainError];

export const deep = (law: TransitionLaw, observables: readonly VirtualObservable[]) =>
  virtualObservables({ steps: 10 }, { law, observables });

export const tapes: readonly [typeof createTape, typeof createAdam] = [createTape, createAdam];
export type Learning = { readonly tape: Tape; readonly adam: Adam };

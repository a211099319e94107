import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import type { Posterior } from "../model.js";
import type { VirtualObservablesParameters } from "./parameters.js";
import type { VirtualObservablesPosterior } from "./posterior.js";

/** A hash of the walkers (FNV-1a over whole counts): tells other data from the same. */
export function fingerprintOf({ counts, observed }: Dataset): number {
  let hash = 2166136261;
  for (const values of [counts, observed ?? []]) {
    for (const value of values) hash = Math.imul(hash ^ value, 16777619);
  }
  return hash >>> 0;
}

/** What a fit to be gone on with must agree in. */
export interface ResumedFit {
  readonly name: string;
  readonly data: Dataset;
  readonly parameters: VirtualObservablesParameters;
  /** Name of the law that is fitted. */
  readonly law: string;
  readonly seed: number;
}

/**
 * The posterior to go on from.
 *
 * @throws InvalidData unless it is of the same model, parameters, seed and data
 */
export function checkResume(
  resume: Posterior,
  { name, data, parameters, law, seed }: ResumedFit,
): VirtualObservablesPosterior {
  const earlier = resume as VirtualObservablesPosterior;
  const same =
    earlier.model === name &&
    earlier.sequences === data.sequences &&
    earlier.grid.bins === data.grid.bins &&
    earlier.fingerprint === fingerprintOf(data) &&
    earlier.provenance.seed === seed &&
    earlier.law.name === law &&
    JSON.stringify(earlier.parameters) === JSON.stringify(parameters) &&
    (earlier.converged || earlier.training !== undefined);
  if (same) return earlier;
  throw invalidData(
    "posterior to resume",
    "the same model, parameters, seed and data",
    `${earlier.model} of ${earlier.sequences} sequences, seed ${earlier.provenance?.seed}`,
    "Fit from the start, or give the parameters and the seed of the first fit.",
  );
}

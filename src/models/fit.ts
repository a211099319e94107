import type { Dataset } from "../dataset/dataset.js";
import type { FitOptions, Posterior } from "./model.js";

/** A model that {@link fit} can fit, with the posterior it gives. */
interface Fittable<P extends Posterior> {
  fit(data: Dataset, options: FitOptions): Promise<P>;
}

/**
 * Learns a model from data.
 *
 * @throws InvalidData if the data lack what the model needs; NumericalFailure, naming iteration and
 *   state, if an update fails; Interrupted if the signal fires (the last state goes to `onCheckpoint`)
 *
 * @example
 * const posterior = await fit(data, sparseBayes({ range: 6 }), { signal });
 */
export function fit<P extends Posterior>(
  data: Dataset,
  model: Fittable<P>,
  options: FitOptions = {},
): Promise<P> {
  return model.fit(data, options);
}

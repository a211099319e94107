import { describeValue } from "../dataset/check.js";
import { checkDataset, type Dataset } from "../dataset/dataset.js";
import { invalidData } from "../errors.js";
import type { FitOptions, Posterior } from "./model.js";

/** A model that {@link fit} can fit, with the posterior it gives. */
interface Fittable<P extends Posterior> {
  fit(data: Dataset, options: FitOptions): Promise<P>;
}

/**
 * Learns a model from data.
 *
 * @throws InvalidData if these are no data and model, or the data lack what the model needs;
 *   InvalidParameter for the seed; NumericalFailure, naming iteration and state, if an update fails;
 *   Interrupted if the signal fires (the last state goes to `onCheckpoint`)
 *
 * @example
 * const posterior = await fit(data, sparseBayes({ range: 6 }), { signal });
 */
export async function fit<P extends Posterior>(
  data: Dataset,
  model: Fittable<P>,
  options: FitOptions = {},
): Promise<P> {
  checkDataset("data to fit", data);
  if (typeof model?.fit !== "function") {
    const recover = "Configure one first, such as sparseBayes({ range: 6 }).";
    throw invalidData("model to fit", "a model with its parameters", describeValue(model), recover);
  }
  return model.fit(data, options);
}

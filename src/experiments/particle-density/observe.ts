import type { Dataset } from "../../dataset/dataset.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { ForecastRequest, Posterior } from "../../models/model.js";
import type { CoarseStates } from "../../models/virtual-observables/coarse-states.js";
import type { VirtualObservablesPosterior } from "../../models/virtual-observables/posterior.js";
import type { ExperimentContext } from "../experiment.js";

/** A posterior that has seen some snapshots of sequences it was not trained on. */
export interface Observer {
  /** What it infers of them, where it does. */
  readonly states?: CoarseStates;
  /** Predicts on from the last snapshot of a sequence. */
  predict(sequence: number, request: ForecastRequest): Promise<Ensemble>;
}

const infers = (posterior: Posterior): posterior is VirtualObservablesPosterior =>
  "forecastFrom" in posterior;

/**
 * Shows sequences to a posterior. The deep model infers their states from all snapshots and predicts from
 * q(X_T), by Algorithm 1 of the paper; a baseline starts from the walkers of the last snapshot.
 */
export async function observe(
  posterior: Posterior,
  data: Dataset,
  { seed, signal }: Pick<ExperimentContext, "seed" | "signal">,
): Promise<Observer> {
  if (!infers(posterior)) {
    return {
      predict: (sequence, request) => posterior.forecast(data.at(sequence, data.steps), request),
    };
  }
  const states = await posterior.infer(data, { seed, signal });
  return {
    states,
    predict: (sequence, request) => posterior.forecastFrom(states, sequence, request),
  };
}

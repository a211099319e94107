import { describeValue } from "../dataset/check.js";
import { checkDataset, type Dataset } from "../dataset/dataset.js";
import { invalidData, invalidParameter } from "../errors.js";
import type { Ensemble } from "../forecast/ensemble.js";
import { coarsenCounts } from "../forecast/regrid.js";

/** How a forecast is laid beside the truth. */
export interface AlignOptions {
  /** Bins to compare on: a multiple or a divisor of the ensemble's, and a divisor of the truth's. The
   * ensemble's own by default. */
  readonly bins?: number | undefined;
  /** Index of the truth's snapshot that the forecast started from; 0 by default, so that the ensemble's
   * step k is compared with the truth's snapshot k + 1. */
  readonly from?: number | undefined;
}

/** A forecast and reference runs on the same bins and at the same times. */
export interface Alignment {
  readonly ensemble: Ensemble;
  /** Reference runs. */
  readonly runs: number;
  /** Walkers per bin of the truth on the ensemble's bins, shape [run, snapshot, bin]. */
  readonly truth: Uint32Array;
  /** Where the rows of all runs begin in `truth` at a step of the ensemble, shape [run]. */
  readonly rowsAt: (step: number) => number[];
}

function onBins(ensemble: Ensemble, bins: number): Ensemble {
  return bins < ensemble.bins ? ensemble.coarsen(bins) : ensemble.rebin(bins);
}

/** Snapshot of the truth for each step of the ensemble. @throws InvalidData if one is not there */
function snapshots(ensemble: Ensemble, truth: Dataset, from: number): number[] {
  if (!Number.isInteger(from) || from < 0 || from >= truth.time.length) {
    throw invalidParameter("from", `a snapshot of 0..${truth.time.length - 1}`, from);
  }
  const start = ensemble.start?.time ?? 0;
  const origin = truth.time[from];
  const tolerance = 1e-6 * (ensemble.time[0] - start);
  let snapshot = from;
  return Array.from(ensemble.time, (time) => {
    const wanted = time - start;
    while (truth.time[snapshot] - origin < wanted - tolerance) snapshot++;
    if (!(Math.abs(truth.time[snapshot] - origin - wanted) <= tolerance)) {
      throw invalidData(
        "times of the truth",
        `a snapshot ${wanted} after the start at ${origin}`,
        `snapshots up to ${truth.time[truth.time.length - 1]}, ${truth.timeStep} apart`,
        "Simulate the truth with at least as many steps as the forecast, or truncate() the forecast.",
      );
    }
    return snapshot;
  });
}

/** @throws InvalidData if a run was not observed at a snapshot that is compared */
function checkObserved(truth: Dataset, at: readonly number[]): void {
  for (let run = 0; run < truth.sequences; run++) {
    const missing = at.find((snapshot) => !truth.isObserved(run, snapshot));
    if (missing === undefined) continue;
    throw invalidData(
      "truth",
      "walkers observed at every snapshot compared",
      `none of sequence ${run} at snapshot ${missing}`,
      "Leave the sequence out, or truncate() the forecast.",
    );
  }
}

/**
 * Brings a forecast and the truth onto the same bins and times. The truth is an ensemble of fine-grained
 * simulations from the start of the forecast: each sequence of the dataset is one run.
 *
 * @throws InvalidData if these are no ensemble and dataset, domains, walkers or times do not agree, the
 *   truth's bins are no multiple of those compared on, or a snapshot was not observed; InvalidParameter if the ensemble cannot be brought onto `bins`,
 *   or there is no snapshot `from`
 */
export function align(ensemble: Ensemble, truth: Dataset, options: AlignOptions = {}): Alignment {
  if (typeof ensemble?.rebin !== "function") {
    const recover = "Await posterior.forecast(start, request).";
    throw invalidData("forecast to score", "an Ensemble", describeValue(ensemble), recover);
  }
  checkDataset("truth", truth);
  const [low, high] = ensemble.grid.domain;
  if (truth.grid.domain[0] !== low || truth.grid.domain[1] !== high) {
    throw invalidData("domain of the truth", `[${low}, ${high}]`, `[${truth.grid.domain}]`);
  }
  if (truth.walkers !== ensemble.walkers) {
    const recover =
      "The spread of counts depends on their number: simulate the truth with as many.";
    throw invalidData(
      "walkers of the truth",
      `${ensemble.walkers}, as in the forecast`,
      `${truth.walkers}`,
      recover,
    );
  }
  if (truth.sequences < 1) throw invalidData("runs of the truth", "at least one", "none");
  const compared = onBins(ensemble, options.bins ?? ensemble.bins);
  const { bins } = compared;
  const factor = truth.grid.bins / bins;
  if (!Number.isInteger(factor)) {
    throw invalidData(
      "bins of the truth",
      `a multiple of the ${bins} bins compared on`,
      `${truth.grid.bins}`,
      "Choose `bins`, or record the truth on a finer grid.",
    );
  }
  const at = snapshots(ensemble, truth, options.from ?? 0);
  checkObserved(truth, at);
  const length = truth.time.length;
  const runs = Array.from({ length: truth.sequences }, (_, run) => run);
  return {
    ensemble: compared,
    runs: truth.sequences,
    truth: coarsenCounts(truth.counts, factor),
    rowsAt: (step) => runs.map((run) => (run * length + at[step]) * bins),
  };
}

import { mean, median } from "../walkers/summary.js";
import { type Data, snapshotNoise } from "./data.js";
import type { Evaluations, SizeErrors } from "./evaluate.js";
import { baselines, keyOf, type Law, learning, published, recommended } from "./laws.js";
import type { Settings } from "./settings.js";
import { type Summary, summaryAt } from "./summary.js";

/** Scores of one law at one time. */
export interface Found {
  readonly law: Law;
  readonly at: Summary;
}

/** Numbers that several parts of the report speak of. */
export interface Findings {
  /** Last time that the paper shows, at which laws are compared. */
  readonly time: number;
  readonly recommended: Summary;
  readonly published: Summary;
  /** The best of the baselines that learn from the data, and the best of all. */
  readonly bestLearned: Found;
  readonly best: Found;
  /** Error of one snapshot of the walkers at that time, mean over starts. */
  readonly snapshotNoise: number;
  /** Errors of a law from the fewest and from the most sequences. */
  sizesOf(law: Law): { readonly fewest: number; readonly most: number };
}

/** Median over starts; infinite where draws are left of fewer than half of them. */
export function medianError({ errors }: SizeErrors): number {
  return median(errors.map((error) => (Number.isNaN(error) ? Number.POSITIVE_INFINITY : error)));
}

/** Reads the numbers off the evaluations. */
export function find(settings: Settings, data: Data, results: Evaluations): Findings {
  const time = settings.sizeTime;
  const { evaluations, bySize } = results;
  const at = (law: Law) => summaryAt(evaluations, law, false, time);
  const ordered = (laws: readonly Law[]) =>
    laws
      .map((law): Found => ({ law, at: at(law) }))
      .sort((a, b) => a.at.relativeError - b.at.relativeError);
  return {
    time,
    recommended: at(recommended),
    published: at(published),
    bestLearned: ordered(learning)[0],
    best: ordered(baselines)[0],
    snapshotNoise: mean(data.exact.map((own) => snapshotNoise(own[time], data.system.walkers))),
    sizesOf(law) {
      const own = bySize.filter(({ fit }) => keyOf(fit.law) === keyOf(law)).map(medianError);
      return { fewest: own[0], most: own[own.length - 1] };
    },
  };
}

import type { NetworkTrial } from "../../models/virtual-observables/learn-living.js";
import { mean, median } from "../walkers/summary.js";
import { type Data, snapshotNoise } from "./data.js";
import { baselines, keyOf, type Law, learning, published, recommended } from "./laws.js";
import type { Results } from "./results.js";
import { lastTime, type Settings } from "./settings.js";
import { type Summary, summaryAt } from "./summary.js";
import type { Fits } from "./train.js";

/** Scores of one law at one time. */
export interface Found {
  readonly law: Law;
  readonly at: Summary;
}

/** Numbers that several parts of the report speak of: of predictions from observed snapshots. */
export interface Findings {
  /** Last time that the paper shows, at which laws are compared, and the last one at all. */
  readonly time: number;
  readonly last: number;
  /** At `time`. */
  readonly recommended: Summary;
  readonly published: Summary;
  /** The best of the baselines that learn from the data, and of those that know the equation. */
  readonly bestLearned: Found;
  readonly bestKnown: Found;
  /** The published form at the last time. */
  readonly publishedLast: Summary;
  /** Error of one snapshot of the walkers at `time`, mean over starts. */
  readonly snapshotNoise: number;
  /** How the network of the recommended form did on held-out sequences, where it was asked. */
  readonly trial: NetworkTrial | undefined;
  /** Errors of a law by the number of training sequences, median over starts, shape [size]. */
  sizesOf(law: Law): readonly number[];
}

/** Reads the numbers off the evaluations. */
export function find(settings: Settings, data: Data, fits: Fits, results: Results): Findings {
  const time = settings.sizeTime;
  const last = lastTime(settings);
  const { evaluations, bySize } = results;
  const at = (law: Law, when = time) => summaryAt(evaluations, law, true, when);
  const best = (laws: readonly Law[]) =>
    laws
      .map((law): Found => ({ law, at: at(law) }))
      .sort((a, b) => a.at.relativeError - b.at.relativeError)[0];
  return {
    time,
    last,
    recommended: at(recommended),
    published: at(published),
    bestLearned: best(learning),
    bestKnown: best(baselines.filter((law) => !learning.includes(law))),
    publishedLast: at(published, last),
    snapshotNoise: mean(data.exact.map((own) => snapshotNoise(own[time], data.system.walkers))),
    trial: fits.deep.find(({ law }) => law === recommended)?.posterior.trial,
    sizesOf: (law) =>
      bySize.filter(({ fit }) => keyOf(fit.law) === keyOf(law)).map(({ errors }) => median(errors)),
  };
}

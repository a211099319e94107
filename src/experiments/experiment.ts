import type { Executor } from "../parallel/executor.js";
import type { RunControl } from "../types.js";
import type { Metrics } from "./metrics.js";

/** What an experiment is given to run with. */
export interface ExperimentContext extends RunControl {
  readonly seed: number;
  /** Fewer starts, draws and repetitions: sooner done, and the figures rougher. */
  readonly quick: boolean;
  /** Where simulations run; whoever made it closes it. */
  readonly executor: Executor;
  /** Version of the package, for the record. */
  readonly version: string;
  /** Seconds on a clock that does not go back. Only the `seconds` of the metrics may depend on it. */
  now(): number;
}

/** A figure of an experiment. */
export interface ExperimentFigure {
  /** Name of its file, without an ending: letters, digits and hyphens. */
  readonly name: string;
  readonly svg: string;
  /** The same on a dark ground. */
  readonly svgDark?: string | undefined;
  readonly png?: Uint8Array | undefined;
}

/** What an experiment leaves. */
export interface ExperimentResult {
  readonly metrics: Metrics;
  /** The report: one HTML document that needs no other file. */
  readonly report: string;
  readonly figures: readonly ExperimentFigure[];
}

/** A line of the registry: a published experiment, from simulation to report. */
export interface Experiment {
  readonly name: string;
  readonly summary: string;
  /**
   * @throws Interrupted if the signal fires; whatever simulation, fit, forecast and scores throw
   */
  run(context: ExperimentContext): Promise<ExperimentResult>;
}

import { instantiateKernel } from "../../kernel/load.js";
import type { ReportSection } from "../../report/record.js";
import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import { calibrate } from "./calibrate.js";
import { drawCoefficientRanks, drawCountRanks } from "./figures.js";
import { calibrationMetrics } from "./metrics.js";
import { tellCalibration } from "./section.js";
import { fullCalibration, quickCalibration } from "./settings.js";
import { type CalibrationRun, summariseCalibration } from "./summary.js";

/** Calibration as a part of an experiment. */
export interface CalibrationPart {
  /** The first with noise in the laws, the second without, as the paper's law is. */
  readonly runs: readonly CalibrationRun[];
  readonly section: ReportSection;
  /** Figures of the section, by the names of their files. */
  readonly drawings: { readonly [name: string]: string };
  /** For `extra.calibration` of the metrics. */
  readonly metrics: Json;
}

/**
 * Calibrates the sparse Bayesian model on laws with noise and on laws without.
 *
 * @throws what {@link calibrate} throws
 */
export async function runCalibration(context: ExperimentContext): Promise<CalibrationPart> {
  const base = context.quick ? quickCalibration : fullCalibration;
  const kernel = await instantiateKernel();
  const runs: CalibrationRun[] = [];
  for (const settings of [base, { ...base, noise: 0 }]) {
    const outcomes = await calibrate(settings, context);
    runs.push({ settings, summary: summariseCalibration(kernel, settings, outcomes) });
  }
  const drawings = {
    "calibration-coefficients": drawCoefficientRanks(runs),
    "calibration-forecasts": drawCountRanks(runs),
  };
  return {
    runs,
    section: tellCalibration(runs, drawings),
    drawings,
    metrics: calibrationMetrics(runs),
  };
}

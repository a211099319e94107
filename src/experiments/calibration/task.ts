import type { Task } from "../../parallel/executor.js";
import { type CalibrationOutcome, calibrateDataSet } from "./data-set.js";
import type { CalibrationSettings } from "./settings.js";

/** One data set of a calibration. */
export interface CalibrationRequest {
  readonly settings: CalibrationSettings;
  readonly seed: number;
  readonly index: number;
}

/** Calibrates one data set. Named for what an interrupt interrupts. */
export const calibrationTask: Task<CalibrationRequest, CalibrationOutcome> = {
  name: "calibration",
  run: (kernel, { settings, seed, index }) => calibrateDataSet(kernel, settings, seed, index),
};

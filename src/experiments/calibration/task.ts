import type { Task } from "../../parallel/executor.js";
import type { CalibrationOutcome } from "./data-set.js";
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
  async run(kernel, { settings, seed, index }) {
    // Imported here, so that workers which only simulate start without the models.
    const { calibrateDataSet } = await import("./data-set.js");
    return calibrateDataSet(kernel, settings, seed, index);
  },
};

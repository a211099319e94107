import type { CalibrationOutcome } from "../../../src/experiments/calibration/data-set.js";
import {
  type CalibrationSettings,
  fullCalibration,
} from "../../../src/experiments/calibration/settings.js";
import { noiseFrom } from "../../oracle/noise.js";

/** A calibration small enough for a test. */
export const smallCalibration: CalibrationSettings = {
  ...fullCalibration,
  dataSets: 6,
  sequences: 16,
  draws: 9,
  cells: 2,
  steps: [1, 3],
};

/** Outcomes whose truths are normal about the means with `width` posterior deviations. */
export function outcomesOf(dataSets: number, width: number): CalibrationOutcome[] {
  const { normal, uniform } = noiseFrom(5);
  return Array.from({ length: dataSets }, () => {
    const errors = Array.from({ length: 4 }, () => width * normal());
    return {
      truth: errors,
      mean: [0, 0, 0, 0],
      sd: [1, 1, 1, 1],
      sdMeanField: [0.25, 0.25, 0.25, 0.25],
      active: [true, true, true, true],
      coefficientRanks: errors.map((error) => {
        const draws = Array.from({ length: 99 }, () => normal());
        return draws.filter((draw) => draw < error).length;
      }),
      spurious: 0,
      noise: 0.05,
      countRanks: Array.from({ length: 6 }, () => Math.floor(100 * uniform())),
    };
  });
}

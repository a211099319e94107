/** What simulation-based calibration simulates and asks; plain data, so that a worker can be given it. */
export interface CalibrationSettings {
  /** Data sets, each with a law of its own. */
  readonly dataSets: number;
  /** Bursts in each, of one coarse step. */
  readonly sequences: number;
  /** Standard deviation of each coefficient of a law about the paper's value. */
  readonly spread: number;
  /** Standard deviation of the noise in each law. */
  readonly noise: number;
  /** Interaction range of the model. */
  readonly range: number;
  /** Draws among which a truth is ranked. */
  readonly draws: number;
  /** Cells of a histogram of ranks; a divisor of draws + 1. */
  readonly cells: number;
  /** Steps ahead at which counts are ranked, rising. */
  readonly steps: readonly number[];
  /** Bins in which counts are ranked. */
  readonly bins: readonly number[];
}

/**
 * Two hundred data sets of the size of the paper's. The bins lie so far apart that their counts are nearly
 * independent.
 */
export const fullCalibration: CalibrationSettings = {
  dataSets: 200,
  sequences: 64,
  spread: 0.05,
  noise: 0.05,
  range: 2,
  draws: 99,
  cells: 20,
  steps: [1, 5],
  bins: [0, 8, 16],
};

/** Fewer data sets, in cells so few that they can still be tested. */
export const quickCalibration: CalibrationSettings = { ...fullCalibration, dataSets: 40, cells: 5 };

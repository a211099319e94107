import { rankHistogram, testUniformity, type UniformityTest } from "../../diagnose/rank.js";
import type { Kernel } from "../../kernel/instantiate.js";
import type { CalibrationOutcome } from "./data-set.js";
import { coefficientNames } from "./data-set.js";
import type { CalibrationSettings } from "./settings.js";

/** Ranks of one quantity over all data sets. */
export interface RankSummary extends UniformityTest {
  /** Coefficient's name, or step and bin. */
  readonly name: string;
  /** Shape [cell]. */
  readonly histogram: readonly number[];
}

/** How well a posterior's widths fit its errors. */
export interface ErrorSummary {
  readonly name: string;
  /** Root mean square of (truth - mean) / sd; 1 if the widths are right. */
  readonly marginal: number;
  /** The same with the mean-field posterior's deviation. */
  readonly meanField: number;
  /** Mean of (truth - mean) / sd, 0 without bias. */
  readonly bias: number;
  /** Data sets in which the coefficient left the law; they count in none of these. */
  readonly missed: number;
}

/** What a calibration found. */
export interface CalibrationSummary {
  /** Each coefficient, then all of them. */
  readonly errors: readonly ErrorSummary[];
  readonly coefficients: readonly RankSummary[];
  /** Shape [step, bin]. */
  readonly counts: readonly RankSummary[];
  /**
   * Smallest p-value of each family times its tests (Bonferroni), at most 1: a significance level for all
   * of them together.
   */
  readonly coefficientsPValue: number;
  readonly countsPValue: number;
  /** Data sets with an active coefficient that the law does not have. */
  readonly spurious: number;
  /** Data sets left out of the counts, because a draw of the forecast diverged. */
  readonly diverged: number;
}

/** One calibration, from its settings to what it found. */
export interface CalibrationRun {
  readonly settings: CalibrationSettings;
  readonly summary: CalibrationSummary;
}

function summariseErrors(
  name: string,
  outcomes: readonly CalibrationOutcome[],
  which: readonly number[],
): ErrorSummary {
  let [square, squareMeanField, sum, count, missed] = [0, 0, 0, 0, 0];
  for (const { truth, mean, sd, sdMeanField, active } of outcomes) {
    for (const l of which) {
      if (!active[l]) {
        missed++;
        continue;
      }
      const error = truth[l] - mean[l];
      square += (error / sd[l]) * (error / sd[l]);
      squareMeanField += (error / sdMeanField[l]) * (error / sdMeanField[l]);
      sum += error / sd[l];
      count++;
    }
  }
  const marginal = Math.sqrt(square / count);
  return {
    name,
    marginal,
    meanField: Math.sqrt(squareMeanField / count),
    bias: sum / count,
    missed,
  };
}

function bonferroni(tests: readonly UniformityTest[]): number {
  return Math.min(1, tests.length * Math.min(...tests.map(({ pValue }) => pValue)));
}

/**
 * Sums up a calibration.
 *
 * @throws InvalidData if there are fewer than five data sets to a cell
 */
export function summariseCalibration(
  kernel: Kernel,
  settings: CalibrationSettings,
  outcomes: readonly CalibrationOutcome[],
): CalibrationSummary {
  const { draws, cells, steps, bins } = settings;
  const summarise = (name: string, ranks: readonly number[]): RankSummary => {
    const histogram = rankHistogram(ranks, draws, cells);
    return { name, histogram: Array.from(histogram), ...testUniformity(kernel, histogram) };
  };
  const coefficients = coefficientNames.map((name, l) =>
    summarise(
      name,
      outcomes.map(({ coefficientRanks }) => coefficientRanks[l]),
    ),
  );
  const forecasts = outcomes.flatMap(({ countRanks }) => (countRanks ? [countRanks] : []));
  const counts = steps.flatMap((step, s) =>
    bins.map((bin, b) =>
      summarise(
        `step ${step}, bin ${bin}`,
        forecasts.map((ranks) => ranks[s * bins.length + b]),
      ),
    ),
  );
  const all = coefficientNames.map((_, l) => l);
  return {
    errors: [
      ...coefficientNames.map((name, l) => summariseErrors(name, outcomes, [l])),
      summariseErrors("all", outcomes, all),
    ],
    coefficients,
    counts,
    coefficientsPValue: bonferroni(coefficients),
    countsPValue: bonferroni(counts),
    spurious: outcomes.filter(({ spurious }) => spurious > 0).length,
    diverged: outcomes.length - forecasts.length,
  };
}

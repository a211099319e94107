import { invalidData } from "../../errors.js";
import type { Progress } from "../../types.js";
import { selectBursts } from "../regression/bursts.js";
import type { Regression } from "../regression/estimate.js";
import { squaredResiduals } from "../regression/normal-equations.js";
import { followPath, type PathOptions } from "./path.js";
import { standardise } from "./standardise.js";

/** Which penalty cross-validation chooses. */
export type Rule = "minimum" | "one-standard-error";

/** Mean squared residual on data left out of the fit, with its standard error over the folds; [penalty]. */
export interface CrossValidation {
  readonly error: Float64Array;
  readonly standardError: Float64Array;
}

/** What cross-validation needs beside the data. */
export interface CrossValidationOptions extends PathOptions {
  readonly folds: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Whole sequences are left out, because the bins of one are not independent: sequence i belongs to fold i
 * modulo the number of folds.
 *
 * @param scale of the varying terms, [varying]
 * @throws InvalidData if there are fewer sequences than folds; Interrupted if the signal fires
 */
export async function crossValidate(
  { equations, varying, bursts, equationsOf }: Regression,
  scale: Float64Array,
  penalties: Float64Array,
  options: CrossValidationOptions,
): Promise<CrossValidation> {
  const { folds, onProgress } = options;
  if (bursts.sequences < folds) {
    throw invalidData(
      "dataset",
      `a sequence for each of ${folds} folds`,
      `${bursts.sequences} sequences`,
      "Simulate more sequences, or set fewer folds.",
    );
  }
  const errors = penalties.length;
  const sum = new Float64Array(errors);
  const squares = new Float64Array(errors);
  for (let fold = 0; fold < folds; fold++) {
    const train = equationsOf(selectBursts(bursts, (i) => i % folds !== fold));
    const test = equationsOf(selectBursts(bursts, (i) => i % folds === fold));
    const path = await followPath(standardise(train, varying, scale), penalties, options);
    path.forEach(({ beta }, k) => {
      const theta = new Float64Array(equations.size);
      varying.forEach((l, a) => {
        theta[l] = beta[a] / scale[a];
      });
      const error = squaredResiduals(test, theta) / test.values;
      sum[k] += error;
      squares[k] += error * error;
    });
    onProgress?.({ phase: "fit", done: fold + 1, total: folds, detail: "cross-validation" });
  }
  const error = sum.map((total) => total / folds);
  const standardError = squares.map((total, k) =>
    Math.sqrt(Math.max(total / folds - error[k] * error[k], 0) / (folds - 1)),
  );
  return { error, standardError };
}

/** Index of the chosen penalty: of the least error, or the largest whose error is within one standard error
 * of the least. */
export function choosePenalty({ error, standardError }: CrossValidation, rule: Rule): number {
  const least = error.reduce((best, value, k) => (value < error[best] ? k : best), 0);
  if (rule === "minimum") return least;
  return error.findIndex((value) => value <= error[least] + standardError[least]);
}

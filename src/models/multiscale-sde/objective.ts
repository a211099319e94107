import { add, divide, multiply, subtract } from "../../autodiff/arithmetic.js";
import { concatColumns } from "../../autodiff/blocks.js";
import { affine, exp, log, square } from "../../autodiff/elementwise.js";
import { sum } from "../../autodiff/reductions.js";
import type { Tape, Tensor, Term } from "../../autodiff/tensor.js";
import type { LatentOnTape } from "./latent.js";

/** q(z_t) = N(m, s^2) at n times, and the path that it moves along. */
export interface PathPosterior {
  /** m, [d, n]. */
  readonly mean: Tensor;
  /** dm / dt, [d, n]. */
  readonly rate: Tensor;
  /** log s, [d, 1] or [d, n]. */
  readonly logScale: Tensor;
  /** d log s^2 / dt, [d, n]; none where s is constant. */
  readonly logVarianceRate?: Tensor | undefined;
}

/** What the objective is made of. */
export interface ObjectiveParts {
  readonly latent: LatentOnTape;
  readonly posterior: PathPosterior;
  /** log Psi, [d, 1]. */
  readonly logDispersion: Tensor;
  /** u at those times, [q, n]. */
  readonly observed: Tensor;
  /** Weight of the path term beside the likelihood of one time. */
  readonly weight: number;
}

/** The negative bound, averaged over times and draws. */
export interface RecordedObjective {
  readonly terms: readonly Term[];
  /** Precision 1 / sigma^2 of the observations, [1, 1]: set before each step. */
  readonly precision: Tensor;
  /** Factor of the path term, [1, 1], by which it is warmed up: set before each step. */
  readonly warmth: Tensor;
  /** Sum over times and draws of |u - decoded(z)|^2, each number weighted by its precision beside the others', [1, 1]. */
  readonly squaredError: Tensor;
  /** Columns that are averaged over: two draws of each time. */
  readonly columns: number;
}

/**
 * The bound of amortised variational inference without a solver (Ilersich & Nair 2025, after Course & Nair 2023), per time:
 *
 *     log p(u | z) - weight / 2 |Psi^-1 (B (m - z) + dm/dt - f(z))|^2,   z = m + s eps,
 *     B = (Psi^2 / s^2 - d log s^2 / dt) / 2.
 *
 * The drift in the norm is that of the linear equation whose marginals are N(m, s^2), less f: nothing is integrated. Each time
 * has the two draws eps and -eps.
 */
export function recordObjective(tape: Tape, parts: ObjectiveParts): RecordedObjective {
  const { latent, posterior, logDispersion, observed, weight } = parts;
  const { mean, rate, logScale, logVarianceRate } = posterior;
  const twice = (x: Tensor) => concatColumns([x, x]);
  const drawn = tape.noise(mean.rows, mean.columns);
  const noise = concatColumns([drawn, affine(drawn, -1, 0)]);
  const scale = exp(logScale);
  const spread = scale.columns === 1 ? scale : twice(scale);
  const deviation = multiply(noise, spread);
  const outputs = latent.apply(add(twice(mean), deviation));
  const { drift, decoded } = outputs;

  const squares = square(subtract(decoded, twice(observed)));
  const weighted = outputs.precision && multiply(squares, outputs.precision);
  const squaredError = sum(weighted ?? squares);

  // B (m - z) = -Psi^2 eps / (2 s) + d log s^2 / dt s eps / 2.
  const dispersion = exp(logDispersion);
  const ratio = exp(affine(spread.columns === 1 ? logScale : twice(logScale), -1, 0));
  const pull = multiply(multiply(noise, ratio), square(dispersion));
  let path = subtract(twice(rate), add(drift, affine(pull, 0.5, 0)));
  if (logVarianceRate !== undefined) {
    path = add(path, affine(multiply(deviation, twice(logVarianceRate)), 0.5, 0));
  }
  const mismatch = sum(square(divide(path, dispersion)));

  const precision = tape.input(1, 1, Float64Array.of(1));
  const warmth = tape.input(1, 1, Float64Array.of(1));
  const columns = 2 * mean.columns;
  return {
    terms: [
      { of: multiply(squaredError, precision), weight: 0.5 / columns },
      { of: multiply(mismatch, warmth), weight: (0.5 * weight) / columns },
      ...(outputs.precision ? [{ of: log(outputs.precision), weight: -0.5 }] : []),
    ],
    precision,
    warmth,
    squaredError,
    columns,
  };
}

import { invalidData, invalidParameter } from "../errors.js";

/**
 * Relative error ||forecast - truth||_2 / ||truth||_2 of each step, shape [step].
 *
 * @param forecast shape [step][...space], as `truth`
 * @param size values of the field at one step
 * @throws InvalidData if shapes do not fit, or the truth is 0 throughout a step
 */
export function fieldErrors(
  forecast: ArrayLike<number>,
  truth: ArrayLike<number>,
  size: number,
): Float64Array {
  if (forecast.length !== truth.length || truth.length % size !== 0) {
    const found = `${forecast.length} and ${truth.length}`;
    throw invalidData("forecast and truth", `as many values, a multiple of ${size}`, found);
  }
  return Float64Array.from({ length: truth.length / size }, (_, step) => {
    let [difference, norm] = [0, 0];
    for (let i = step * size; i < (step + 1) * size; i++) {
      const d = forecast[i] - truth[i];
      difference += d * d;
      norm += truth[i] * truth[i];
    }
    if (!(norm > 0)) throw invalidData(`truth at step ${step}`, "a norm above 0", `${norm}`);
    return Math.sqrt(difference / norm);
  });
}

/**
 * Error of a trajectory over a span of steps: the root of the mean over time of the squared relative errors,
 * sqrt(mean_t ||u_bar - u||^2 / ||u||^2) (Ilersich & Nair 2025). Uniform times are assumed.
 *
 * @param errors relative error of each step, as of {@link fieldErrors}
 * @param from first step of the span
 * @param to the step after the last
 * @throws InvalidParameter unless the span is one of the steps
 */
export function trajectoryError(
  errors: ArrayLike<number>,
  from = 0,
  to: number = errors.length,
): number {
  const valid = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to;
  if (!valid || to > errors.length) {
    throw invalidParameter("span", `steps within 0..${errors.length}`, `${from}..${to}`);
  }
  let sum = 0;
  for (let step = from; step < to; step++) sum += errors[step] * errors[step];
  return Math.sqrt(sum / (to - from));
}

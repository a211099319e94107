import { logarithm } from "../../autodiff/exact.js";
import type { Parameter, Tape } from "../../autodiff/tensor.js";

/** Noise as it is learned. */
export interface LearnedNoise {
  /** log s, [d, 1]. */
  readonly logScale: Parameter;
  /** log Psi, [d, 1]. */
  readonly logDispersion: Parameter;
  /** Both as they are now. */
  scales(): { readonly logScale: Float64Array; readonly logDispersion: Float64Array };
}

/**
 * Declares s, small beside latent numbers of order 1, and the Psi that balances an error of the drift: in a linear equation of the
 * standard deviation s, Psi^2 / (2 s) is as large as the error.
 *
 * @param rates root mean squares of the rates of the latent numbers, per unit of time, [d]
 */
export function declareNoise(
  tape: Tape,
  rates: ArrayLike<number>,
  first: {
    readonly scale: number;
    /** Of the drift, as a share of the rates. */
    readonly error: number;
  },
): LearnedNoise {
  const d = rates.length;
  const scale = new Float64Array(d).fill(logarithm(first.scale));
  // A number that does not move has next to no noise.
  const dispersion = Float64Array.from(rates, (rate) => {
    return 0.5 * logarithm(2 * first.scale * first.error * rate + 1e-12);
  });
  const logScale = tape.parameter("log_scale", d, 1, scale);
  const logDispersion = tape.parameter("log_dispersion", d, 1, dispersion);
  return {
    logScale,
    logDispersion,
    scales: () => ({
      logScale: Float64Array.from(logScale.value),
      logDispersion: Float64Array.from(logDispersion.value),
    }),
  };
}

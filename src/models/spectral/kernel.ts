import type { Kernel } from "../../kernel/load.js";
import { cos2Pi, exp } from "../../kernel/math.js";
import type { Grid } from "../../types.js";

/** u_t + velocity u_y = diffusivity u_yy. */
export interface AdvectionDiffusionEquation {
  readonly velocity: number;
  readonly diffusivity: number;
}

/**
 * Weights w_m of X'_j = sum_m w_m X_{j+m} after `duration`, m = 0..bins-1: each Fourier mode of wave number k
 * times e^(-(i v k + D k^2) duration). Averages over bins obey the equation themselves, so that this is exact if
 * they have no wave numbers above those of the grid. The highest of an even number of bins stands for k and -k
 * in equal parts.
 */
export function spectralWeights(
  kernel: Kernel,
  { velocity, diffusivity }: AdvectionDiffusionEquation,
  grid: Grid,
  duration: number,
): Float64Array {
  const { bins, domain } = grid;
  const length = domain[1] - domain[0];
  const weights = new Float64Array(bins).fill(1 / bins);
  for (let k = 1; k <= bins / 2; k++) {
    const wave = (2 * Math.PI * k) / length;
    const decay = exp(kernel, -diffusivity * wave * wave * duration) / bins;
    const turns = (k * velocity * duration) / length;
    const highest = 2 * k === bins;
    for (let m = 0; m < bins; m++) {
      // Whole turns of k m / bins are taken out exactly.
      const phase = ((k * m) % bins) / bins;
      weights[m] += highest
        ? decay * cosine(kernel, phase) * cosine(kernel, turns)
        : 2 * decay * cosine(kernel, phase + turns);
    }
  }
  return weights;
}

/** cos(2 pi u). */
function cosine(kernel: Kernel, u: number): number {
  return cos2Pi(kernel, u - Math.floor(u));
}

import type { Kernel } from "../../kernel/load.js";
import { cos2Pi, exp, sin2Pi } from "../../kernel/math.js";
import type { Advance, Rates } from "../field-baselines/integrate.js";
import type { Symbols } from "./symbols.js";

/** Multiplies each wave by its complex factor: (c, s) of c cos + s sin is 2 u_k = c - i s. */
function turned(from: Float64Array, factor: Float64Array, out: Float64Array): void {
  out[0] = factor[0] * from[0];
  for (let k = 1; 2 * k < from.length; k++) {
    const [c, s] = [from[2 * k - 1], from[2 * k]];
    const [re, im] = [factor[2 * k], factor[2 * k + 1]];
    out[2 * k - 1] = c * re + s * im;
    out[2 * k] = s * re - c * im;
  }
}

/**
 * Steps of the Runge-Kutta method of order 4 on e^(-L t) u, so that the linear part is exact (Canuto et al., Spectral Methods).
 *
 * @param nonlinear rates of the rest
 */
export function integratingFactor(
  kernel: Kernel,
  { decay, turn }: Symbols,
  nonlinear: Rates,
  size: number,
): Advance {
  const factors = (t: number) => {
    const made = new Float64Array(2 * decay.length);
    for (let k = 0; k < decay.length; k++) {
      const turns = (turn[k] * t) / (2 * Math.PI);
      const part = turns - Math.floor(turns);
      const length = exp(kernel, decay[k] * t);
      made[2 * k] = length * cos2Pi(kernel, part);
      made[2 * k + 1] = length * sin2Pi(kernel, part);
    }
    return made;
  };
  let [last, half] = [Number.NaN, new Float64Array(0)];
  const [k1, k2, k3, k4, moved, at, sum] = Array.from({ length: 7 }, () => new Float64Array(size));
  return (u, h) => {
    if (h !== last) [last, half] = [h, factors(h / 2)];
    nonlinear(u, k1);
    turned(u, half, moved);
    turned(k1, half, k1);
    for (let i = 0; i < size; i++) at[i] = moved[i] + (h / 2) * k1[i];
    nonlinear(at, k2);
    for (let i = 0; i < size; i++) at[i] = moved[i] + (h / 2) * k2[i];
    nonlinear(at, k3);
    for (let i = 0; i < size; i++) at[i] = moved[i] + h * k3[i];
    turned(at, half, at);
    nonlinear(at, k4);
    for (let i = 0; i < size; i++) sum[i] = moved[i] + (h / 6) * (k1[i] + 2 * (k2[i] + k3[i]));
    turned(sum, half, u);
    for (let i = 0; i < size; i++) u[i] += (h / 6) * k4[i];
  };
}

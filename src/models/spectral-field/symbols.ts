import type { Kernel } from "../../kernel/load.js";
import { cos2Pi, sin2Pi } from "../../kernel/math.js";
import type { FieldEquation } from "../field-baselines/equation.js";

/** What derivatives make of e^(i kappa x), for each wave number from 0. */
export interface Symbols {
  /** u_x gives i times this. */
  readonly slope: Float64Array;
  /** Real and imaginary part of what nu u_xx - delta u_xxx gives. */
  readonly decay: Float64Array;
  readonly turn: Float64Array;
}

/** Symbols of the derivatives themselves on a ring of some length. */
export function exactSymbols(equation: FieldEquation, most: number, length: number): Symbols {
  const { viscosity, dispersion } = equation;
  const slope = Float64Array.from({ length: most + 1 }, (_, k) => (2 * Math.PI * k) / length);
  return {
    slope,
    decay: slope.map((kappa) => -viscosity * kappa * kappa),
    turn: slope.map((kappa) => dispersion * kappa * kappa * kappa),
  };
}

/** Symbols of the differences that the data was simulated with, on a ring of some points at a distance. */
export function differenceSymbols(
  kernel: Kernel,
  { viscosity, dispersion, oneSided }: FieldEquation,
  most: number,
  points: number,
  spacing: number,
): Symbols {
  const each = (f: (k: number) => number) =>
    Float64Array.from({ length: most + 1 }, (_, k) => f(k));
  const cos = (k: number) => cos2Pi(kernel, (k % points) / points);
  const sin = (k: number) => sin2Pi(kernel, (k % points) / points);
  const [nu, delta] = [viscosity / (spacing * spacing), dispersion / (spacing * spacing * spacing)];
  return {
    slope: each((k) => sin(k) / spacing),
    decay: each((k) => {
      const third = oneSided ? cos(2 * k) - 4 * cos(k) + 3 : 0;
      return nu * (2 * cos(k) - 2) - delta * third;
    }),
    turn: each((k) => -delta * (sin(2 * k) - 2 * sin(k))),
  };
}

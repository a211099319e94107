import type { Objective, Parameter } from "../../src/autodiff/tensor.js";

/** How derivatives are compared. */
export interface DifferenceOptions {
  /** Distance of the points that are compared. */
  readonly step: number;
  /** Numbers of a parameter that are looked at, evenly spread. */
  readonly looked: number;
}

/** How far a parameter's gradient is off, and how large it is: norms over the numbers looked at. */
export interface GradientError {
  readonly name: string;
  readonly difference: number;
  readonly size: number;
}

/**
 * Gradients of an objective against central differences of order 6. The objective is differentiated first; parameters are left as
 * they were.
 */
export function gradientErrors(
  objective: Objective,
  parameters: readonly Parameter[],
  { step, looked }: DifferenceOptions,
): GradientError[] {
  objective.differentiate();
  const gradients = parameters.map(({ gradient }) => gradient.slice());
  return parameters.map(({ name, value }, k) => {
    let [difference, size] = [0, 0];
    const stride = Math.ceil(value.length / looked);
    for (let i = 0; i < value.length; i += stride) {
      const x = value[i];
      const central = (distance: number) => {
        value[i] = x + distance * step;
        const above = objective.evaluate();
        value[i] = x - distance * step;
        const below = objective.evaluate();
        value[i] = x;
        return above - below;
      };
      const numeric = (45 * central(1) - 9 * central(2) + central(3)) / (60 * step);
      difference += (gradients[k][i] - numeric) ** 2;
      size += numeric ** 2;
    }
    return { name, difference: Math.sqrt(difference), size: Math.sqrt(size) };
  });
}

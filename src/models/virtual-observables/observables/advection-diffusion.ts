import { add, subtract } from "../../../autodiff/arithmetic.js";
import { affine } from "../../../autodiff/elementwise.js";
import { circularShift } from "../../../autodiff/stencil.js";
import type { Tensor } from "../../../autodiff/tensor.js";
import { binWidth, type Grid } from "../../../types.js";
import { checkTolerance, type VirtualObservable } from "../observable.js";

/** d rho/dt + velocity d rho/dy = diffusivity d^2 rho/dy^2. */
export interface AdvectionDiffusionEquation {
  readonly velocity: number;
  readonly diffusivity: number;
}

/**
 * The residual of the advection-diffusion equation over a step, by Crank-Nicolson in time and central differences
 * on the bins, in units of the mean share:
 *
 *     c = bins (X' - X + Δt A (X + X') / 2),
 *     (A X)_j = v (X_{j+1} - X_{j-1}) / (2 h) - D (X_{j+1} - 2 X_j + X_{j-1}) / h^2
 *
 * The scheme's own error of order h^2 and Δt^2 is in c too: the tolerance must allow for it.
 *
 * @throws InvalidParameter for the tolerance
 */
export function advectionDiffusionResidual(
  grid: Grid,
  timeStep: number,
  { velocity, diffusivity }: AdvectionDiffusionEquation,
  tolerance: number,
): VirtualObservable {
  const name = "advection-diffusion";
  checkTolerance(name, tolerance);
  const { bins } = grid;
  const width = binWidth(grid);
  const courant = (velocity * timeStep) / (4 * width);
  const spread = (diffusivity * timeStep) / (2 * width * width);
  return {
    name,
    of: "step",
    size: bins,
    tolerance,
    record(state, next) {
      const after = next as Tensor;
      const sum = affine(add(state, after), bins, 0);
      const right = affine(circularShift(sum, 1), courant - spread, 0);
      const left = affine(circularShift(sum, -1), -courant - spread, 0);
      const change = affine(subtract(after, state), bins, 0);
      return add(add(change, affine(sum, 2 * spread, 0)), add(right, left));
    },
  };
}

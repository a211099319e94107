import type { BurgersWalkersParameters } from "../../simulate/burgers-walkers.js";
import type { InteractingWalkers } from "../../simulate/interacting/interacting.js";
import { binWidth } from "../../types.js";

/**
 * Bins that characteristics cross in one coarse step where walkers are spread evenly: the Courant number a.
 * Walkers drift at half that speed.
 */
export function courantNumber({
  grid,
  timeStep,
  parameters,
}: InteractingWalkers<BurgersWalkersParameters>): number {
  const [low, high] = grid.domain;
  return (parameters.speed * timeStep) / ((high - low) * binWidth(grid));
}

/** A discretisation of du/dt + d/dy (a u^2 / 2) = 0, u relative to even spread, space and time in bins and coarse steps. */
export interface Scheme {
  readonly label: string;
  /** u of bin j after one coarse step, from u of the bins j-1, j, j+1 before it. */
  advance(left: number, here: number, right: number): number;
  /**
   * The scheme in X = log u to second order, by the names of the coefficients: what a polynomial law of
   * range 1 would be near even spread.
   */
  readonly coefficients: ReadonlyMap<string, number>;
}

/**
 * First-order upwind scheme. All walkers move right, so it is also Godunov's; and for walkers spread evenly
 * within their bins it is the exact law of the mean of one coarse step, as long as a u < 1 everywhere: no
 * wave from one face of a bin reaches the other. The expansion:
 *
 *     X_j' = (1-a) X_j + a X_{j-1} + (a - a^2/2) X_{j-1}^2 - a (1-a) X_{j-1} X_j - a^2/2 X_j^2
 */
export function upwind(a: number): Scheme {
  return {
    label: "upwind",
    advance: (left, here) => here - (a / 2) * (here * here - left * left),
    coefficients: new Map([
      ["m=-1", a],
      ["m=0", 1 - a],
      ["m=-1,-1", a - (a * a) / 2],
      ["m=-1,0", -a * (1 - a)],
      ["m=0,0", -(a * a) / 2],
    ]),
  };
}

/**
 * The scheme of Lax and Friedrichs, Eq. (3.4) of the paper. It leaves out bin j itself. With b = (1+a)/2 and
 * d = (1-a)/2 the expansion is
 *
 *     X_j' = b X_{j-1} + d X_{j+1} + (1/4 + a/2 - b^2/2) X_{j-1}^2 - b d X_{j-1} X_{j+1}
 *            + (1/4 - a/2 - d^2/2) X_{j+1}^2
 */
export function laxFriedrichs(a: number): Scheme {
  const [b, d] = [(1 + a) / 2, (1 - a) / 2];
  return {
    label: "Lax–Friedrichs",
    advance: (left, _, right) => (left + right) / 2 - (a / 4) * (right * right - left * left),
    coefficients: new Map([
      ["m=-1", b],
      ["m=1", d],
      ["m=-1,-1", 1 / 4 + a / 2 - (b * b) / 2],
      ["m=-1,1", -b * d],
      ["m=1,1", 1 / 4 - a / 2 - (d * d) / 2],
    ]),
  };
}

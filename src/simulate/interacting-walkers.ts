import { type ParameterValues, resolveParameters } from "../parameters.js";
import { type InteractingWalkers, interactingSystem } from "./interacting/interacting.js";
import { latticeParameters } from "./interacting/parameters.js";
import type { System } from "./system.js";

const name = "interacting-walkers";

const parameterTable = {
  ...latticeParameters,
  right: {
    kind: "function",
    summary: "probability of a jump to the right in one micro step",
    default: [0.1],
    of: "the local density relative to even spread",
  },
  left: {
    kind: "function",
    summary: "probability of a jump to the left in one micro step",
    default: [0.1],
    of: "the local density relative to even spread",
  },
  ahead: {
    kind: "integer",
    summary: "sites ahead of a jump where a walker takes the density; 0: where it is",
    default: 0,
    min: 0,
    max: 1e6,
  },
} as const;

/** Parameters of {@link interactingWalkers}. */
export type InteractingWalkersParameters = ParameterValues<typeof parameterTable>;

/**
 * Walkers with jump laws of the user's own: `right` and `left` are functions of u, the density of the other
 * walkers around a walker relative to all of them spread evenly. A function is a polynomial, its
 * coefficients from the constant on, or a table of knots (u, probability), linear between them and constant
 * beyond. In the limit of many walkers, a fine lattice and a narrow box, with a = 2 / sites the length of a
 * jump:
 *
 *     du/dt = (a^2 / (2 microStep)) d^2/dy^2 [(right + left) u] - (a / microStep) d/dy [(right - left) u]
 *
 * @example
 * // Faster where it is crowded, from u = 2 on no more.
 * const system = interactingWalkers({ right: [[0, 0.1], [2, 0.3]], left: [0.1] });
 *
 * @throws UnknownParameter; InvalidParameter, naming the density, if the functions are no probabilities at
 *   every density that may occur: 0 (nobody else in the box) to 2 / width (everybody)
 */
export function interactingWalkers(
  given: Partial<InteractingWalkersParameters> = {},
): InteractingWalkers<InteractingWalkersParameters> {
  const parameters = resolveParameters(name, parameterTable, given);
  const { right, left, ahead, sites } = parameters;
  return interactingSystem(name, parameters, { right, left, ahead: ahead % sites });
}

/** The line of the registry. */
export const interactingWalkersSystem: System = {
  name,
  summary: "walkers whose jump probabilities are any functions of the local density",
  parameters: parameterTable,
  configure: interactingWalkers,
};

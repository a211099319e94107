import { type ParameterValues, resolveParameters } from "../parameters.js";
import { type InteractingWalkers, interactingSystem } from "./interacting/interacting.js";
import { latticeParameters } from "./interacting/parameters.js";
import type { System } from "./system.js";

const name = "crowding-walkers";

const parameterTable = {
  ...latticeParameters,
  right: {
    kind: "number",
    summary: "probability of a jump to the right in one micro step where nobody is ahead",
    default: 0.11,
    min: 0,
    max: 1,
  },
  left: {
    kind: "number",
    summary: "probability of a jump to the left in one micro step where nobody is ahead",
    default: 0.09,
    min: 0,
    max: 1,
  },
  jam: {
    kind: "number",
    summary: "density ahead, relative to even spread, at which walkers stand still",
    default: 4,
    min: 0,
    above: true,
  },
} as const;

/** Parameters of {@link crowdingWalkers}. */
export type CrowdingWalkersParameters = ParameterValues<typeof parameterTable>;

/**
 * Walkers that keep clear of crowds, as if sites could be full: the probability of a jump falls linearly
 * with the density ahead of it, to 0 where that is `jam`. With u the density relative to even spread, in
 * the limit of many walkers, a fine lattice and a narrow box:
 *
 *     du/dt + d/dy [v u (1 - u/jam)] = D d^2 u/dy^2
 *
 * v = (right - left) jump / microStep and D = (right + left) jump^2 / (2 microStep), as of the asymmetric
 * exclusion process: dense flows carry waves against the drift.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function crowdingWalkers(
  given: Partial<CrowdingWalkersParameters> = {},
): InteractingWalkers<CrowdingWalkersParameters> {
  const parameters = resolveParameters(name, parameterTable, given);
  const { right, left, jam } = parameters;
  const falling = (most: number) => [[0, most] as const, [jam, 0] as const];
  return interactingSystem(name, parameters, {
    right: falling(right),
    left: falling(left),
    ahead: 1,
  });
}

/** The line of the registry. */
export const crowdingWalkersSystem: System = {
  name,
  summary: "walkers that keep clear of crowds: flow with jams, as of an exclusion process",
  parameters: parameterTable,
  configure: crowdingWalkers,
};

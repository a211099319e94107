import { type ParameterValues, resolveParameters } from "../parameters.js";
import { driftPerDensity } from "./burgers-walkers.js";
import { type InteractingWalkers, interactingSystem } from "./interacting/interacting.js";
import { latticeParameters } from "./interacting/parameters.js";
import type { System } from "./system.js";

const name = "viscous-burgers-walkers";

const parameterTable = {
  ...latticeParameters,
  speed: {
    kind: "number",
    summary: "c: walkers drift at half of c times the density, which integrates to 1",
    default: 1 / 12,
    min: 0,
  },
  viscosity: {
    kind: "number",
    summary: "diffusivity of the walkers",
    default: 5e-4,
    min: 0,
    unit: "length^2 / time",
  },
} as const;

/** Parameters of {@link viscousBurgersWalkers}. */
export type ViscousBurgersWalkersParameters = ParameterValues<typeof parameterTable>;

/**
 * Walkers whose density follows the viscous Burgers equation in the limit of many walkers and a fine
 * lattice:
 *
 *     d rho/dt + d/dy (c rho^2 / 2) = nu d^2 rho/dy^2,  integral of rho = 1
 *
 * The jumps of the inviscid system, and jumps either way with probability nu microStep / jump^2 each. The
 * lattice adds a diffusivity of about c rho jump / 4 to nu.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function viscousBurgersWalkers(
  given: Partial<ViscousBurgersWalkersParameters> = {},
): InteractingWalkers<ViscousBurgersWalkersParameters> {
  const parameters = resolveParameters(name, parameterTable, given);
  const { speed, viscosity, microStep, sites } = parameters;
  const either = viscosity * microStep * (sites / 2) * (sites / 2);
  return interactingSystem(name, parameters, {
    right: [either, driftPerDensity(speed, microStep, sites)],
    left: [either],
  });
}

/** The line of the registry. */
export const viscousBurgersWalkersSystem: System = {
  name,
  summary: "walkers that drift with their density and diffuse: the viscous Burgers equation",
  parameters: parameterTable,
  configure: viscousBurgersWalkers,
};

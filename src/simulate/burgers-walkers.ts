import { type ParameterValues, resolveParameters } from "../parameters.js";
import { type InteractingWalkers, interactingSystem } from "./interacting/interacting.js";
import { latticeParameters } from "./interacting/parameters.js";
import type { System } from "./system.js";

const name = "burgers-walkers";

const parameterTable = {
  ...latticeParameters,
  speed: {
    kind: "number",
    summary: "c: walkers drift at half of c times the density, which integrates to 1",
    default: 1 / 12,
    min: 0,
  },
} as const;

/** Parameters of {@link burgersWalkers}. */
export type BurgersWalkersParameters = ParameterValues<typeof parameterTable>;

/**
 * Walkers whose density follows the inviscid Burgers equation (Felsberger & Koutsourelakis 2019, section
 * 3.3) in the limit of many walkers and a fine lattice:
 *
 *     d rho/dt + d/dy (c rho^2 / 2) = 0,  integral of rho = 1
 *
 * A walker jumps to the right only, with probability c rho microStep / (2 jump), rho the density of the
 * others around it. With c = 1/12, the width of a bin, rho counts per bin as it does in the paper's
 * figures: a shock forms after some 8 coarse steps. With c = 1 profiles would move 6 bins in a coarse step.
 * The lattice leaves a residual diffusion of c rho jump / 4. The paper's jump of 3.875e-3 does not divide
 * the interval; 1/240 is the nearest that does and also fits 24 and 96 bins.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function burgersWalkers(
  given: Partial<BurgersWalkersParameters> = {},
): InteractingWalkers<BurgersWalkersParameters> {
  const parameters = resolveParameters(name, parameterTable, given);
  const { speed, microStep, sites } = parameters;
  return interactingSystem(name, parameters, {
    right: [0, driftPerDensity(speed, microStep, sites)],
    left: [],
  });
}

/**
 * Probability of a jump to the right at u = 1, where rho = 1/2, for flux c rho^2 / 2: walkers drift at
 * c rho / 2 = c u / 4, by jumps of 2 / sites.
 */
export function driftPerDensity(speed: number, microStep: number, sites: number): number {
  return (speed * microStep * sites) / 8;
}

/** The line of the registry. */
export const burgersWalkersSystem: System = {
  name,
  summary: "walkers that drift with their density: the inviscid Burgers equation",
  parameters: parameterTable,
  configure: burgersWalkers,
};

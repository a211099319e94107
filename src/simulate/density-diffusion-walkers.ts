import { type ParameterValues, resolveParameters } from "../parameters.js";
import { type InteractingWalkers, interactingSystem } from "./interacting/interacting.js";
import { latticeParameters } from "./interacting/parameters.js";
import type { System } from "./system.js";

const name = "density-diffusion-walkers";

const parameterTable = {
  ...latticeParameters,
  diffusivity: {
    kind: "number",
    summary: "D0: diffusivity of a lone walker",
    default: 1e-4,
    min: 0,
    unit: "length^2 / time",
  },
  densityDiffusivity: {
    kind: "number",
    summary: "D1: growth of a walker's diffusivity with the density relative to even spread",
    default: 5e-5,
    min: 0,
    unit: "length^2 / time",
  },
} as const;

/** Parameters of {@link densityDiffusionWalkers}. */
export type DensityDiffusionWalkersParameters = ParameterValues<typeof parameterTable>;

/**
 * Walkers that are the more restless the more of them there are. With u their density relative to even
 * spread, in the limit of many walkers, a fine lattice and a narrow box:
 *
 *     du/dt = d^2/dy^2 [(D0 + D1 u) u]
 *
 * With D0 = 0 it is the porous medium equation, whose Barenblatt profiles have sharp fronts. A walker jumps
 * either way with probability (D0 + D1 u) microStep / jump^2 each.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function densityDiffusionWalkers(
  given: Partial<DensityDiffusionWalkersParameters> = {},
): InteractingWalkers<DensityDiffusionWalkersParameters> {
  const parameters = resolveParameters(name, parameterTable, given);
  const { diffusivity, densityDiffusivity, microStep, sites } = parameters;
  const perDiffusivity = microStep * (sites / 2) * (sites / 2);
  const either = [diffusivity * perDiffusivity, densityDiffusivity * perDiffusivity];
  return interactingSystem(name, parameters, { right: either, left: either });
}

/** The line of the registry. */
export const densityDiffusionWalkersSystem: System = {
  name,
  summary: "walkers whose diffusivity grows with their density: the porous medium equation",
  parameters: parameterTable,
  configure: densityDiffusionWalkers,
};

import { invalidData } from "../../errors.js";
import {
  type AdvectionDiffusion,
  diffusivity,
  velocity,
} from "../../simulate/advection-diffusion.js";
import { differentiable } from "../../simulate/interacting/function-of-one.js";
import type { InteractingWalkers } from "../../simulate/interacting/interacting.js";
import { findSystem, systems } from "../../simulate/registry.js";
import type { ConfiguredSystem } from "../../simulate/system.js";
import type { Provenance } from "../../types.js";

/** du/dt + d flux(u)/dy = d/dy [diffusivity(u) du/dy], u the density relative to even spread. */
export interface Equation {
  flux(u: number): number;
  /** Derivative of the flux. */
  speed(u: number): number;
  diffusivity(u: number): number;
  /** Velocity and diffusivity, where neither depends on u. */
  readonly constants?: { readonly velocity: number; readonly diffusivity: number };
}

/**
 * The limit of many walkers that jump by a in steps of time d with probabilities R(u) to the right and L(u) to
 * the left, u the density k sites ahead of the jump: flux a (R - L) u / d, and with S = R + L the diffusivity
 * a^2 (S + (1 - 2 k) u S') / (2 d). To first order in a: it includes the diffusion that the lattice itself
 * brings, as c rho a / 4 in the inviscid Burgers equation. The box in which walkers count others is taken as
 * narrow.
 */
function interactingEquation({ jump, jumps, parameters }: InteractingWalkers): Equation {
  const [right, left] = [jumps.right, jumps.left].map(differentiable);
  const ahead = jumps.ahead ?? 0;
  const perTime = jump / parameters.microStep;
  return {
    flux: (u) => perTime * (right.value(u) - left.value(u)) * u,
    speed: (u) => perTime * (right.value(u) - left.value(u) + u * (right.slope(u) - left.slope(u))),
    diffusivity: (u) => {
      const sum = right.value(u) + left.value(u);
      const slope = right.slope(u) + left.slope(u);
      return (jump * perTime * (sum + (1 - 2 * ahead) * u * slope)) / 2;
    },
  };
}

function isAdvectionDiffusion(system: ConfiguredSystem): system is AdvectionDiffusion {
  return system.name === "advection-diffusion";
}

function isInteracting(system: ConfiguredSystem): system is InteractingWalkers {
  return "jumps" in system && "jump" in system;
}

function known(system: ConfiguredSystem): Equation | undefined {
  if (isAdvectionDiffusion(system)) {
    const constants = { velocity: velocity(system), diffusivity: diffusivity(system) };
    return {
      flux: (u) => constants.velocity * u,
      speed: () => constants.velocity,
      diffusivity: () => constants.diffusivity,
      constants,
    };
  }
  return isInteracting(system) ? interactingEquation(system) : undefined;
}

/**
 * The equation of the system that made the data, as their provenance names it.
 *
 * @throws InvalidData if no equation of it is known; UnknownParameter, InvalidParameter if its parameters are
 *   damaged
 */
export function equationOf({
  name,
  parameters,
}: Pick<Provenance, "name" | "parameters">): Equation {
  const registered = systems.some((system) => system.name === name);
  const equation = registered ? known(findSystem(name).configure(parameters)) : undefined;
  if (equation === undefined) {
    throw invalidData(
      "system of the data",
      "a system of this package whose equation is known, such as advection-diffusion or burgers-walkers",
      name,
      "Use a model that learns the law from the data.",
    );
  }
  return equation;
}

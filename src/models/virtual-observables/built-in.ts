import type { Dataset } from "../../dataset/dataset.js";
import type { TransitionLaw } from "./laws/law.js";
import type { VirtualObservable } from "./observable.js";
import { advectionDiffusionResidual } from "./observables/advection-diffusion.js";
import { massObservable } from "./observables/linear.js";
import type { VirtualObservablesParameters } from "./parameters.js";

/**
 * The virtual observables of the parameters. States on the simplex have their mass without being told, and so have predictions
 * of a conservative law: these leave it out.
 */
export function builtInObservables(
  data: Pick<Dataset, "grid" | "timeStep">,
  parameters: VirtualObservablesParameters,
  own: TransitionLaw | undefined,
): VirtualObservable[] {
  const { constraint, tolerance, equationTolerance, velocity, diffusivity } = parameters;
  const observables: VirtualObservable[] = [];
  const conserving = own?.conserving ?? parameters.law === "flux";
  const kept = parameters.walkers === "living" ? conserving : parameters.states === "simplex";
  if (constraint.includes("mass") && !kept) {
    observables.push(massObservable(data.grid.bins, tolerance));
  }
  if (constraint.includes("advection-diffusion")) {
    observables.push(
      advectionDiffusionResidual(
        data.grid,
        data.timeStep,
        { velocity, diffusivity },
        equationTolerance,
      ),
    );
  }
  return observables;
}

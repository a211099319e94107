import type { AdvectionDiffusion } from "../../simulate/advection-diffusion.js";
import { exactDensity, oneStepBinWeights } from "../../simulate/walk-law.js";
import type { Reference } from "../walkers/evaluate.js";

/** Coefficient names of the exact one-step bin weights: X_{j+m} feeds bin j from shift -m. */
export function exactWeights(system: AdvectionDiffusion): Map<string, number> {
  const { shift, weight } = oneStepBinWeights(system);
  return new Map(shift.map((s, i) => [`m=${-s === 0 ? 0 : -s}`, weight[i]]));
}

/** The exact law of the walkers as a reference: every bin responds as bin 0 does. */
export function exactLaw(system: AdvectionDiffusion): Reference {
  const { bins } = system.grid;
  const first = Float64Array.from({ length: bins }, (_, j) => (j === 0 ? 1 : 0));
  const responses: Float64Array[] = [];
  return (initial, steps) => {
    while (responses.length < steps) {
      responses.push(exactDensity(system, first, responses.length + 1));
    }
    return responses
      .slice(0, steps)
      .map((response) =>
        initial.map((_, j) =>
          response.reduce(
            (sum, share, shift) => sum + share * initial[(j - shift + bins) % bins],
            0,
          ),
        ),
      );
  };
}

import type { Kernel } from "../../kernel/load.js";
import type { LawEvaluator } from "./evaluate-law.js";
import { faceOffsets } from "./laws/flux.js";
import { fitLinearFlux, type LinearFlux } from "./linear-flux.js";
import type { Pairs } from "./snapshots.js";

/**
 * What the first step does beside the law: walkers that were just placed are uniform within their bins, as walkers that have
 * moved are not, so that the density they leave differs from that of a running system by an O(1) part of what one step does.
 * A linear flux, fitted to what the law leaves of the first steps.
 *
 * @returns coefficients [2 reach], see `fluxLaw`, and their covariance
 */
export function fitLiftedFlux(
  kernel: Kernel,
  first: Pairs,
  law: LawEvaluator,
  reach: number,
  walkers: number,
): LinearFlux {
  const expected = new Float64Array(first.before.length);
  law(first.before, first.pairs, expected);
  // The flux explains after - before, which here is to be what the law leaves.
  const after = first.before.map((u, i) => u + first.after[i] - expected[i]);
  return fitLinearFlux(kernel, { ...first, after }, reach, walkers);
}

/** The law of a first step: that of any step, with the flux of {@link fitLiftedFlux} added. */
export function liftedLaw(law: LawEvaluator, flux: Float64Array, bins: number): LawEvaluator {
  const offsets = faceOffsets(flux.length / 2);
  const face = new Float64Array(bins);
  return (states, columns, out) => {
    law(states, columns, out);
    for (let c = 0; c < columns; c++) {
      for (let j = 0; j < bins; j++) {
        let sum = 0;
        for (let k = 0; k < flux.length; k++) {
          const row = (((j + offsets[k]) % bins) + bins) % bins;
          sum += flux[k] * states[row * columns + c];
        }
        face[j] = sum;
      }
      for (let j = 0; j < bins; j++) {
        out[j * columns + c] += face[(j + bins - 1) % bins] - face[j];
      }
    }
  };
}

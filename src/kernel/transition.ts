import type { FeatureOffsets } from "./features.js";
import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";

type Reals = Region<Float64Array>;

/** A transition law X_j <- theta . phi_j(X) + deviation_j noise on a periodic line of bins. */
export interface TransitionLaw {
  readonly set: FeatureOffsets;
  /** Coefficients, [features]. */
  readonly theta: Reals;
  /** Standard deviation of the noise, [bins]. */
  readonly deviation: Reals;
  readonly bins: number;
  readonly range: number;
}

/** Scratch that {@link transitionPath} needs. */
export function reserveTransition(kernel: Kernel, law: TransitionLaw): Reals {
  const stride = law.bins + (law.bins & 1);
  return kernel.arena.f64(law.bins + 2 * law.range + (law.set.features + 1) * stride);
}

/**
 * Runs one path of `steps` steps from `state` [bins], which is used up.
 *
 * @param noise standard normals, [steps][bins]
 * @param path receives the centred states, [steps][bins]
 * @returns -1, or the first step (from 0) at which the path had diverged; it is zero from there on
 */
export function transitionPath(
  kernel: Kernel,
  law: TransitionLaw,
  state: Reals,
  steps: number,
  noise: Reals,
  path: Reals,
  scratch: Reals,
): number {
  return kernel.call.transitionPath(
    state.pointer,
    steps,
    law.bins,
    law.range,
    law.set.offsets.pointer,
    law.set.features,
    law.theta.pointer,
    law.deviation.pointer,
    noise.pointer,
    path.pointer,
    scratch.pointer,
  );
}

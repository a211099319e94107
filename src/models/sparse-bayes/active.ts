import { type FeatureOffsets, predict } from "../../kernel/features.js";
import { mostFactors } from "../../monomials.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/** The active features as the kernels take them. */
export function activeSet(problem: Problem, active: Int32Array): FeatureOffsets {
  const { packedOffsets } = problem;
  const offsets = problem.offsets.view;
  for (let k = 0; k < active.length; k++) {
    for (let f = 0; f < mostFactors; f++) {
      offsets[mostFactors * k + f] = packedOffsets[mostFactors * active[k] + f];
    }
  }
  return { offsets: problem.offsets, features: active.length };
}

/** Entries of a [feature, feature] matrix at the active rows and columns. */
function restrict(full: Float64Array, size: number, active: Int32Array): Float64Array {
  const n = active.length;
  const part = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    const row = active[a] * size;
    for (let b = 0; b < n; b++) part[a * n + b] = full[row + active[b]];
  }
  return part;
}

/** Gram matrices of the active features; made anew only when a feature leaves. */
export class ActiveGrams {
  readonly #problem: Problem;
  #active: Int32Array | undefined;
  #grams: Float64Array[] = [];

  constructor(problem: Problem) {
    this.#problem = problem;
  }

  of(active: Int32Array): readonly Float64Array[] {
    if (this.#active !== active) {
      const size = this.#problem.features.length;
      this.#grams = this.#problem.grams.map((full) => restrict(full, size, active));
      this.#active = active;
    }
    return this.#grams;
  }
}

/** theta . phi for every sequence and bin, at the present mean. */
export function predictStates(problem: Problem, state: VariationalState): void {
  const { kernel, start, block, theta, prediction } = problem;
  const set = activeSet(problem, state.active);
  state.active.forEach((l, a) => {
    theta.view[a] = state.thetaMean[l];
  });
  predict(kernel, start, set, block, theta, prediction);
}

/** Reduces the law to the given features, ascending. */
export function keepFeatures(state: VariationalState, kept: Int32Array): void {
  const stays = new Set(kept);
  for (const l of state.active) {
    if (!stays.has(l)) {
      state.thetaMean[l] = 0;
      state.thetaVariance[l] = 0;
    }
  }
  state.active = kept;
}

import type { VariationalState } from "./state.js";

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
  readonly #all: readonly Float64Array[];
  readonly #size: number;
  #active: Int32Array | undefined;
  #grams: Float64Array[] = [];

  /** @param all matrices over `size` features */
  constructor(all: readonly Float64Array[], size: number) {
    this.#all = all;
    this.#size = size;
  }

  of(active: Int32Array): readonly Float64Array[] {
    if (this.#active !== active) {
      this.#grams = this.#all.map((full) => restrict(full, this.#size, active));
      this.#active = active;
    }
    return this.#grams;
  }

  /** trace(gram covariance) of each matrix over the features last asked for. */
  traces(covariance: Float64Array): Float64Array {
    return Float64Array.from(this.#grams, (gram) => {
      let trace = 0;
      for (let k = 0; k < gram.length; k++) trace += gram[k] * covariance[k];
      return trace;
    });
  }
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

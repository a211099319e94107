import { featureAt } from "./features.js";
import { inverseOf } from "./linear-algebra.js";

/** One sequence with an unknown or known start, and a law, as plain lists. */
export interface ChainSetting {
  readonly bins: number;
  readonly steps: number;
  readonly start?: Float64Array | undefined;
  /** [T + 1][bins], all 0 where not observed. */
  readonly counts: number[][];
  readonly features: readonly { readonly offsets: readonly number[] }[];
  readonly theta: readonly number[];
  readonly precision: readonly number[];
  /** [bins][bins] */
  readonly prior: Float64Array;
}

/** Covariance of the centred unknown states: for each, [bins][bins]. */
export type Covariances = readonly Float64Array[];

const centred = (x: readonly number[]) => {
  const mean = x.reduce((a, b) => a + b) / x.length;
  return x.map((value) => value - mean);
};

/** <phi> at bin j for X ~ N(x, S) to first order in S: phi + trace(S Hessian) / 2, by differences. */
function expectedFeature(x: number[], s: Float64Array, j: number, offsets: readonly number[]) {
  const bins = x.length;
  const wrap = (m: number) => (((j + m) % bins) + bins) % bins;
  let sum = featureAt(x, j, offsets);
  for (let f = 0; f < offsets.length; f++) {
    for (let g = 0; g < f; g++) {
      const rest = offsets.filter((_, k) => k !== f && k !== g);
      sum += s[wrap(offsets[f]) * bins + wrap(offsets[g])] * featureAt(x, j, rest);
    }
  }
  return sum;
}

/** States X_0 .. X_T from the unknown ones. */
function statesOf({ start, steps, bins }: ChainSetting, x: readonly number[]): number[][] {
  const known = start === undefined ? [] : [Array.from(start)];
  const unknown = Array.from({ length: steps + 1 - known.length }, (_, k) =>
    x.slice(k * bins, (k + 1) * bins),
  );
  return [...known, ...unknown];
}

function covarianceOf(setting: ChainSetting, covariances: Covariances, t: number): Float64Array {
  const k = setting.start === undefined ? t : t - 1;
  return k < 0 ? new Float64Array(setting.bins * setting.bins) : covariances[k];
}

/** <phi>, [transition][bin][feature]. */
export function expectedFeatures(setting: ChainSetting, x: readonly number[], s: Covariances) {
  const states = statesOf(setting, x);
  return Array.from({ length: setting.steps }, (_, t) =>
    Array.from({ length: setting.bins }, (_, j) =>
      setting.features.map(({ offsets }) =>
        expectedFeature(centred(states[t]), covarianceOf(setting, s, t), j, offsets),
      ),
    ),
  );
}

/** X_{t+1,j} - theta . <phi>, one after the other. */
function residuals(setting: ChainSetting, x: readonly number[], s: Covariances): number[] {
  const states = statesOf(setting, x);
  return expectedFeatures(setting, x, s).flatMap((rows, t) =>
    rows.map((phi, j) =>
      phi.reduce((sum, value, l) => sum - setting.theta[l] * value, states[t + 1][j]),
    ),
  );
}

/** softmax of a state tilted by half its variances. */
function tilted(setting: ChainSetting, x: readonly number[], s: Float64Array): number[] {
  const weights = x.map((value, j) => Math.exp(value + 0.5 * s[j * (setting.bins + 1)]));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** The log density whose maximum the means are, the covariances held fixed. */
export function logDensity(setting: ChainSetting, x: readonly number[], s: Covariances): number {
  const { bins, counts, precision, prior, start } = setting;
  let sum = 0;
  statesOf(setting, x).forEach((state, t) => {
    if (t === 0 && start !== undefined) return;
    const cov = covarianceOf(setting, s, t);
    const walkers = counts[t].reduce((a, b) => a + b);
    const z = state.reduce((z, value, j) => z + Math.exp(value + 0.5 * cov[j * (bins + 1)]), 0);
    sum += counts[t].reduce((all, m, j) => all + m * state[j], 0) - walkers * Math.log(z);
    if (t > 0) return;
    for (let a = 0; a < bins; a++) {
      for (let b = 0; b < bins; b++) sum -= 0.5 * prior[a * bins + b] * state[a] * state[b];
    }
  });
  residuals(setting, x, s).forEach((r, k) => {
    sum -= 0.5 * precision[k % bins] * r * r;
  });
  return sum;
}

/** Columns of the derivative of `f` at x, by central differences. */
function jacobian(f: (x: number[]) => number[], x: readonly number[]): number[][] {
  const h = 1e-5;
  return x.map((_, k) => {
    const at = (by: number) => f(x.map((value, i) => (i === k ? value + by : value)));
    const [up, down] = [at(h), at(-h)];
    return up.map((value, i) => (value - down[i]) / (2 * h));
  });
}

/** Precision of the unknown states, the law linearised at x: dense, row-major. */
export function statePrecision(setting: ChainSetting, x: readonly number[], s: Covariances) {
  const { bins, counts, prior, precision, start } = setting;
  const n = x.length;
  const slopes = jacobian((y) => residuals(setting, y, s), x);
  const matrix = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      slopes[a].forEach((g, k) => {
        matrix[a * n + b] += precision[k % bins] * g * slopes[b][k];
      });
    }
  }
  const first = start === undefined ? 0 : 1;
  for (let t = first; t <= setting.steps; t++) {
    const at = (t - first) * bins;
    const walkers = counts[t].reduce((a, b) => a + b);
    const rho = tilted(setting, x.slice(at, at + bins), covarianceOf(setting, s, t));
    for (let a = 0; a < bins; a++) {
      for (let b = 0; b < bins; b++) {
        const emission = walkers * ((a === b ? rho[a] : 0) - rho[a] * rho[b]);
        matrix[(at + a) * n + at + b] += emission + (t === 0 ? prior[a * bins + b] : 0);
      }
    }
  }
  return { matrix, slopes, inverse: inverseOf(matrix, n) };
}

/** Covariance of states a and b with the mean over the bins removed from the first, and from both if equal. */
export function centredBlock(inverse: Float64Array, n: number, bins: number, a: number, b: number) {
  const entry = (i: number, j: number) => inverse[(a * bins + i) * n + b * bins + j];
  const mean = (f: (k: number) => number) => {
    let sum = 0;
    for (let k = 0; k < bins; k++) sum += f(k);
    return sum / bins;
  };
  const block = new Float64Array(bins * bins);
  for (let i = 0; i < bins; i++) {
    for (let j = 0; j < bins; j++) {
      block[i * bins + j] = entry(i, j) - mean((k) => entry(k, j));
      if (a === b) {
        block[i * bins + j] -= mean((k) => entry(i, k)) - mean((k) => mean((l) => entry(k, l)));
      }
    }
  }
  return block;
}

/** Derivatives of the features without S in the centred state: [feature][place], of transition t at bin j. */
export function featureSlopes(setting: ChainSetting, x: readonly number[], t: number, j: number) {
  const state = centred(statesOf(setting, x)[t]);
  return setting.features.map(({ offsets }) =>
    jacobian((y) => [featureAt(y, j, offsets)], state).map(([slope]) => slope),
  );
}

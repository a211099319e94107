import { invalidData } from "../../errors.js";
import { keepFeatures } from "./active.js";
import type { StateInference } from "./inference.js";
import type { LawSpace } from "./law-space.js";
import type { VariationalState } from "./state.js";

/**
 * What data have said of the law, for a fit of further data: a Gaussian factor in theta with the coarse states
 * integrated out, exp(-1/2 theta . information theta + vector . theta), and a Gamma factor in v.
 */
export interface DataSummary {
  /** The features it speaks of; of a large library those in the law only. Ascending. */
  readonly features: Int32Array;
  /** [feature, feature], row-major, both triangles. */
  readonly information: Float64Array;
  readonly vector: Float64Array;
  /** What the data add to shape and rate of q(v). */
  readonly shape: number;
  readonly rate: number;
}

/** A library of more features is summarised by those in the law: the others cannot come back. */
const mostFeatures = 400;

/**
 * All features are taken as in the law, so that those which left can come back when more data ask for them.
 *
 * @param precisionShape shape of q(v)
 */
export function summarise(
  space: LawSpace,
  inference: StateInference,
  state: VariationalState,
  precisionShape: number,
): DataSummary {
  const { features, matrix, vector } = space;
  const all = Int32Array.from({ length: features.length }, (_, l) => l);
  const active = features.length > mostFeatures ? state.active : all;
  const whole = { ...state, active };
  const n = active.length;
  inference.predict(whole);
  inference.score(whole, state.precision);
  const gradient = vector.view.slice(0, n);
  inference.information(whole, state.precision);
  const information = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b <= a; b++) {
      information[a * n + b] = matrix.view[a * n + b];
      information[b * n + a] = matrix.view[a * n + b];
    }
  }
  inference.predict(state);
  // The log density of the data is gradient . (theta - mean) - 1/2 (theta - mean) . information (theta - mean).
  const sum = gradient.map((g, a) => {
    let row = g;
    for (let b = 0; b < n; b++) row += information[a * n + b] * state.thetaMean[active[b]];
    return row;
  });
  const { gamma0, zeta0 } = space.parameters;
  return {
    features: active,
    information,
    vector: sum,
    shape: precisionShape - gamma0,
    rate: precisionShape / state.precision[0] - zeta0,
  };
}

/** A summary that restricts and weighs the active features. */
export interface PriorLaw {
  /** Adds the information to the lower triangle of `matrix`. */
  addInformation(active: Int32Array): void;
  /** Adds the vector to `vector`. */
  addVector(active: Int32Array): void;
  /** Adds vector - information mean to `vector`. */
  addScore(state: VariationalState): void;
  /** <-1/2 theta . information theta + vector . theta> under N(mean, covariance), and trace(information covariance). */
  expectation(
    state: VariationalState,
    covariance: Float64Array,
  ): { readonly value: number; readonly trace: number };
}

/** @throws InvalidData if the summary is of another library */
export function priorLaw(space: LawSpace, summary: DataSummary): PriorLaw {
  const { features, information, vector } = summary;
  const size = features.length;
  const place = new Map(Array.from(features, (l, k) => [l, k]));
  const places = (active: Int32Array) => Array.from(active, (l) => place.get(l) ?? -1);
  const entry = (a: number, b: number) => (a < 0 || b < 0 ? 0 : information[a * size + b]);
  const scoreOf = (state: VariationalState) => {
    const at = places(state.active);
    return at.map((a) => {
      let sum = a < 0 ? 0 : vector[a];
      at.forEach((b, k) => {
        sum -= entry(a, b) * state.thetaMean[state.active[k]];
      });
      return sum;
    });
  };
  return {
    addInformation(active) {
      const at = places(active);
      const matrix = space.matrix.view;
      const n = active.length;
      for (let a = 0; a < n; a++) {
        for (let b = 0; b <= a; b++) matrix[a * n + b] += entry(at[a], at[b]);
      }
    },
    addVector(active) {
      places(active).forEach((a, k) => {
        if (a >= 0) space.vector.view[k] += vector[a];
      });
    },
    addScore(state) {
      scoreOf(state).forEach((value, k) => {
        space.vector.view[k] += value;
      });
    },
    expectation(state, covariance) {
      const at = places(state.active);
      const n = at.length;
      const score = scoreOf(state);
      let value = 0;
      let trace = 0;
      for (let a = 0; a < n; a++) {
        const mean = state.thetaMean[state.active[a]];
        // vector . m - 1/2 m . information m = 1/2 m . (vector + score)
        value += 0.5 * mean * ((at[a] < 0 ? 0 : vector[at[a]]) + score[a]);
        for (let b = 0; b < n; b++) trace += entry(at[a], at[b]) * covariance[a * n + b];
      }
      return { value: value - 0.5 * trace, trace };
    },
  };
}

/** Inference in which earlier data speak through their summary. */
export function withPrior(inference: StateInference, prior: PriorLaw): StateInference {
  return {
    ...inference,
    moments(state, v) {
      inference.moments(state, v);
      prior.addInformation(state.active);
      prior.addVector(state.active);
    },
    score(state, v) {
      inference.score(state, v);
      prior.addScore(state);
    },
    information(state, v, most) {
      inference.information(state, v, most);
      prior.addInformation(state.active);
    },
  };
}

/** Of a summary of a part of the library only that part can be in the law. */
export function restrictTo(summary: DataSummary, state: VariationalState): void {
  if (summary.features.length < state.active.length) keepFeatures(state, summary.features.slice());
}

/** @throws InvalidData unless the summary is one of a library of `size` features */
export function checkSummary(summary: DataSummary | undefined, size: number): void {
  const { features, information, vector } = summary ?? {};
  const n = features?.length ?? 0;
  const fits =
    n > 0 &&
    information?.length === n * n &&
    vector?.length === n &&
    (features as Int32Array).every(
      (l, k, all) => l >= 0 && l < size && (k === 0 || l > all[k - 1]),
    );
  if (fits) return;
  throw invalidData(
    "prior",
    "a posterior of the same features",
    n === 0 ? "one without a summary of its data" : `one of ${n} features`,
    "Fit with the same range, order, pairs and features as the earlier data.",
  );
}

import type { Grid, Provenance } from "../../types.js";
import type { ForecastRequest } from "../model.js";
import type { SparseBayesParameters } from "./parameters.js";
import type { VariationalState } from "./state.js";
import type { DataSummary } from "./summary.js";

/** Which covariance of theta a forecast draws from. */
export type Covariance = "marginal" | "mean-field";

/** What a fit leaves, and what a file holds. */
export interface PosteriorFields {
  readonly parameters: SparseBayesParameters;
  readonly provenance: Provenance;
  readonly grid: Grid;
  /** Coarse time step of the law. */
  readonly timeStep: number;
  readonly walkers: number;
  readonly sequences: number;
  readonly state: VariationalState;
  /** For each sequence, which of the states of q(X) is its last, and at which snapshot; -1 for none. */
  readonly lastState: Int32Array;
  readonly lastStep: Int32Array;
  /** Shape of q(v); its rate is shape / <v>. */
  readonly precisionShape: number;
  /** What the data say of the law, for a fit of further data. */
  readonly summary: DataSummary;
  /** Covariance of theta with the states integrated out, [active, active]. */
  readonly covariance: Float64Array;
  /** Covariance of the mean-field q(theta), [active, active]. */
  readonly covarianceMeanField: Float64Array;
}

/** Options of a forecast beyond the common ones. */
export interface SparseBayesRequest extends ForecastRequest {
  /** Covariance of theta to draw from; the marginal one unless said. */
  readonly covariance?: Covariance;
}

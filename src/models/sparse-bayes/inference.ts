import type { VariationalState } from "./state.js";

/** The two parts of sum <(X' - theta . phi(X))^2>, shapes [bins]. */
export interface Residuals {
  /** Of the means: sum (mean X' - mean theta . <phi>)^2. */
  readonly distance: Float64Array;
  /** Of the variances around them. */
  readonly uncertainty: Float64Array;
}

/** What the bound takes from q(X), each summed over the sequences, in nats. */
export interface StateExpectations {
  /** <log p(counts | X)> without the multinomial coefficients; and of unknown X_0, their density. */
  readonly logLikelihood: number;
  /** log |covariance of q(X)|. */
  readonly logDeterminant: number;
}

/**
 * q(X) and what the updates of theta, tau and v need of it, for one form of data. Vectors and matrices over
 * the active features are left in the problem's scratch: `vector`, and the lower triangle of `matrix`.
 *
 * The law in use is that of the last {@link StateInference.predict}, q(X) that of the last
 * {@link StateInference.update}.
 */
export interface StateInference {
  /** Transitions of all sequences: residuals that determine the precision of one bin. */
  readonly transitions: number;
  /** Unknown numbers: the dimension of q(X). */
  readonly dimension: number;
  /** Logarithm of the multinomial coefficients, summed over the snapshots that q(X) explains, in nats. */
  readonly logConstant: number;
  /** q(X) before anything is known of the law. */
  initial(): Pick<VariationalState, "mu" | "variance" | "covariance" | "startCovariance">;
  /** Takes the present mean of theta as the law. */
  predict(state: VariationalState): void;
  /** Update of q(X) (Eq. 2.36, 2.37) at the precision v, [bins]. */
  update(state: VariationalState, v: Float64Array): void;
  /** matrix = sum v <phi phi^T>, vector = sum v <phi X'>. */
  moments(state: VariationalState, v: Float64Array): void;
  /** vector = gradient of the bound in the mean of theta, without its prior's. Overwrites `matrix` too. */
  score(state: VariationalState, v: Float64Array): void;
  /**
   * matrix = precision that the data give theta once every state is integrated out.
   *
   * @param most sequences to take it from, and to infer that of all by proportion; all by default
   */
  information(state: VariationalState, v: Float64Array, most?: number): void;
  /** Residuals at the present law, theta taken as its mean. */
  residuals(state: VariationalState): Residuals;
  /** sum <(phi . (theta - mean))^2> of each bin for a covariance of theta, [active, active]; shape [bins]. */
  spread(covariance: Float64Array): Float64Array;
  expectations(state: VariationalState): StateExpectations;
}

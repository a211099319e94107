/**
 * The variational posterior between two iterations: everything the next iteration needs, and nothing
 * it can derive. Copying these arrays is a checkpoint; starting from the copy gives the same bits as
 * going on.
 *
 * Joint density (Felsberger & Koutsourelakis 2019, Eq. 2.12-2.25), for sequence i, bin j, feature l:
 *
 *     counts_i ~ Multinomial(n, softmax(X_i)),   X_ij ~ N(theta . phi_j(X0_i), 1 / v_j),
 *     theta_l ~ N(0, 1 / tau_l),   tau_l ~ Gamma(alpha0, beta0),   v_j ~ Gamma(gamma0, zeta0)
 *
 * approximated by q(X) q(theta) q(tau) q(v). Longer sequences have the law between each two of their states.
 */
export interface VariationalState {
  /** Iterations done. */
  iteration: number;
  /** Evidence lower bound after each iteration, in nats. */
  bound: number[];
  /** Features still in the law, ascending. */
  active: Int32Array;
  /** Mean of q(theta), shape [feature]; zero where not active. */
  thetaMean: Float64Array;
  /** Marginal variances of q(theta), shape [feature]. */
  thetaVariance: Float64Array;
  /** <tau> with which q(theta) was last updated, shape [feature]. */
  relevanceUsed: Float64Array;
  /** <tau>, shape [feature]. */
  relevance: Float64Array;
  /** <v>, shape [bin]; equal entries where one precision is shared. */
  precision: Float64Array;
  /** Precision for the next accelerated update of q(X) and q(theta), shape [bin]. */
  precisionAhead: Float64Array;
  /** Precision of the last update of q(X) and q(theta), and the gradient found there, shape [bin]. */
  precisionUsed: Float64Array;
  precisionGradient: Float64Array;
  /** Means and variances of q(X), shape [state, bin]: of bursts, the state after the step of each. */
  mu: Float64Array;
  variance: Float64Array;
  /** Covariances of the centred states, shape [state, bin, bin]; empty where q(X) is a product over bins. */
  covariance: Float64Array;
  /** Covariances of X_{0,j} and X_{0,j+d} over d under p(X_0), shape [bin]; empty where all starts are known. */
  startCovariance: Float64Array;
  /** Adam's memory, shape [sequence, 4, bin]; empty for Newton updates. */
  moments: Float64Array;
  /** Iterations at which features were eliminated or came back: the bound bounds something else from there on. */
  revisions: number[];
  /** How often features came back. */
  revivals: number;
  /** Whether the bound has converged and no feature is left to eliminate. */
  converged: boolean;
}

/**
 * A copy that later iterations do not touch.
 *
 * @param spare a state of the same problem, no longer needed, whose arrays the copy takes over
 */
export function copyState(state: VariationalState, spare?: VariationalState): VariationalState {
  const copy = (values: Float64Array, into: Float64Array | undefined) => {
    if (into === undefined) return values.slice();
    into.set(values);
    return into;
  };
  return {
    ...state,
    bound: [...state.bound],
    revisions: [...state.revisions],
    active: state.active.slice(),
    thetaMean: copy(state.thetaMean, spare?.thetaMean),
    thetaVariance: copy(state.thetaVariance, spare?.thetaVariance),
    relevanceUsed: copy(state.relevanceUsed, spare?.relevanceUsed),
    relevance: copy(state.relevance, spare?.relevance),
    precision: copy(state.precision, spare?.precision),
    precisionAhead: copy(state.precisionAhead, spare?.precisionAhead),
    precisionUsed: copy(state.precisionUsed, spare?.precisionUsed),
    precisionGradient: copy(state.precisionGradient, spare?.precisionGradient),
    mu: copy(state.mu, spare?.mu),
    variance: copy(state.variance, spare?.variance),
    covariance: copy(state.covariance, spare?.covariance),
    startCovariance: copy(state.startCovariance, spare?.startCovariance),
    moments: copy(state.moments, spare?.moments),
  };
}

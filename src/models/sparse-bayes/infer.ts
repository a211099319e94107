import { throwIfAborted } from "../../errors.js";
import { adamMoments } from "../../kernel/softmax-multinomial.js";
import { breathe } from "../../parallel/breathe.js";
import type { RunControl } from "../../types.js";
import { eliminateFeatures } from "./eliminate.js";
import { iterate } from "./iterate.js";
import type { Problem } from "./problem.js";
import { reviveFeatures } from "./revive.js";
import { copyState, type VariationalState } from "./state.js";

/** A state before the first iteration: no law yet, states from the counts alone. */
export function initialState(problem: Problem): VariationalState {
  const { features, bins, inference, parameters } = problem;
  const count = features.length;
  const adam = parameters.update === "adam";
  return {
    iteration: 0,
    bound: [],
    active: Int32Array.from({ length: count }, (_, l) => l),
    thetaMean: new Float64Array(count),
    thetaVariance: new Float64Array(count),
    relevanceUsed: new Float64Array(count).fill(1),
    relevance: new Float64Array(count).fill(1),
    precision: new Float64Array(bins).fill(initialPrecision),
    precisionAhead: new Float64Array(bins).fill(initialPrecision),
    precisionUsed: new Float64Array(bins).fill(initialPrecision),
    precisionGradient: new Float64Array(bins),
    ...inference.initial(),
    moments: new Float64Array(adam ? inference.dimension * adamMoments : 0),
    revisions: [],
    revivals: 0,
    converged: false,
  };
}

/** Precision before anything is known: far below any law's, so that the first states follow the data. */
const initialPrecision = 1;

/** Iterations over which convergence is judged. */
const window = 10;

/** Iteration at which the present set of features began. */
function segmentStart(state: VariationalState): number {
  return state.revisions.at(-1) ?? 0;
}

/** By how much the best bound of the last {@link window} iterations beats the best before. The best, because
 * Adam's bound is noisy; Newton's rises, so that these are the last of each. */
function recentGain(state: VariationalState): number {
  const recent = state.bound.length - window;
  const start = segmentStart(state);
  if (recent <= start) return Number.POSITIVE_INFINITY;
  const best = (from: number, to?: number) =>
    state.bound.slice(from, to).reduce((a, b) => Math.max(a, b));
  return best(recent) - best(start, recent);
}

/** Features are eliminated once the bound gains less than this: what then still moves are those to go. */
const settled = 1;

/** How often features may come back in a fit: an end to going to and fro. */
const mostRevivals = 3;

/**
 * Once the bound has settled on the present features: drops insignificant ones. Once none is left to drop and
 * the bound has converged: looks through those that left.
 *
 * @returns whether the set changed, so that the bound has to converge anew
 */
function revise(problem: Problem, state: VariationalState, converged: boolean): boolean {
  if (problem.parameters.eliminate === 0) return false;
  if (!eliminateFeatures(problem, state)) {
    if (!converged || state.revivals >= mostRevivals || !reviveFeatures(problem, state))
      return false;
    state.revivals += 1;
  }
  state.revisions.push(state.bound.length);
  problem.inference.predict(state);
  return true;
}

/** What an iteration leaves: the state, and another whose arrays are free to be used again. */
interface Ascent {
  readonly state: VariationalState;
  readonly spare: VariationalState | undefined;
}

/** One iteration; an accelerated one that lowers the bound is taken back and made plainly. */
function ascend(problem: Problem, { state, spare }: Ascent): Ascent {
  const { ascent, update } = problem.parameters;
  const accelerated = ascent === "accelerated" && update === "newton";
  const previous = state.bound.length > segmentStart(state) ? state.bound.at(-1) : undefined;
  if (!accelerated || previous === undefined) {
    iterate(problem, state, accelerated);
    return { state, spare };
  }
  const before = copyState(state, spare);
  if (iterate(problem, state, true) >= previous) return { state, spare: before };
  problem.inference.predict(before);
  // What was found where it went too far tells the next one how far to go.
  before.precisionUsed.set(state.precisionUsed);
  before.precisionGradient.set(state.precisionGradient);
  iterate(problem, before, false);
  return { state: before, spare: state };
}

/** What a caller of {@link infer} may watch. */
export interface InferenceControl extends RunControl {
  /** Called after each iteration with the live state. */
  readonly onIteration?: (state: VariationalState) => void | Promise<void>;
}

/** Iterations between two looks at the event loop. */
const breath = 25;

/**
 * Runs Algorithm 1 from `state` until the bound has converged, eliminating features as it goes.
 *
 * @throws Interrupted if the signal fires; NumericalFailure if an update fails
 */
export async function infer(
  problem: Problem,
  from: VariationalState,
  control: InferenceControl = {},
): Promise<VariationalState> {
  const { parameters } = problem;
  let state = from;
  let spare: VariationalState | undefined;
  problem.inference.predict(state);
  while (!state.converged && state.iteration < parameters.iterations) {
    throwIfAborted(control.signal, "the fit");
    ({ state, spare } = ascend(problem, { state, spare }));
    const gain = recentGain(state);
    const small =
      parameters.update === "newton"
        ? Math.max(settled, parameters.tolerance)
        : parameters.tolerance;
    const converged = gain < parameters.tolerance;
    if (gain < small && !revise(problem, state, converged)) state.converged = converged;
    await control.onIteration?.(state);
    control.onProgress?.({
      phase: "fit",
      done: state.iteration,
      detail: `bound ${state.bound.at(-1)?.toFixed(2)}, ${state.active.length} features`,
    });
    if (state.iteration % breath === 0) await breathe();
  }
  return state;
}

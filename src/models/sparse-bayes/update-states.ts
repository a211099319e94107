import { openStream } from "../../kernel/random.js";
import { adamStates, newtonStates } from "../../kernel/softmax-multinomial.js";
import type { Problem } from "./problem.js";
import type { VariationalState } from "./state.js";

/**
 * Update of q(X) (Eq. 2.36, 2.37) at the prediction of the present law.
 *
 * @param v precision of the transition law, [bin]
 */
export function updateStates(problem: Problem, state: VariationalState, v: Float64Array): void {
  const { kernel, states, prediction, precision, parameters } = problem;
  states.mu.view.set(state.mu);
  states.variance.view.set(state.variance);
  precision.view.set(v);
  if (parameters.update === "newton") {
    const tilt = problem.tilt.of === state.mu ? problem.tilt.values : undefined;
    newtonStates(kernel, states, prediction, precision, 1, "lognormal", tilt);
  } else {
    const mark = kernel.arena.mark();
    const moments = kernel.arena.copyF64(state.moments);
    const rate = parameters.learningRate / Math.sqrt(1 + state.iteration / 100);
    const settings = { steps: parameters.adamSteps, samples: parameters.samples, rate };
    const stream = openStream(kernel, problem.seed, state.iteration);
    const taken = state.iteration * parameters.adamSteps;
    adamStates(kernel, states, prediction, precision, settings, moments, taken, stream);
    state.moments.set(moments.view);
    kernel.arena.release(mark);
  }
  state.mu.set(states.mu.view);
  state.variance.set(states.variance.view);
  problem.tilt.of = undefined;
}

import type { Dataset } from "../../dataset/dataset.js";
import { selectSequences } from "../../dataset/select.js";
import { instantiateKernel } from "../../kernel/load.js";
import type { RunControl } from "../../types.js";
import { brief, carryLaw } from "./carry-law.js";
import { usesBursts } from "./chain-data.js";
import { infer, initialState } from "./infer.js";
import { createProblem, type Problem } from "./problem.js";
import type { VariationalState } from "./state.js";
import { warmStart } from "./warm-start.js";

function fromNothing(data: Dataset, problem: Problem, control: RunControl) {
  const bursts = usesBursts(problem.parameters);
  return bursts ? initialState(problem) : warmStart(data, problem, control);
}

/** The law of fewer sequences. What left it comes back at the end, if the further sequences ask for it. */
function carried(problem: Problem, law: VariationalState): VariationalState {
  const state = carryLaw(initialState(problem), law);
  return problem.parameters.eliminate > 0 ? { ...state, active: law.active } : state;
}

/**
 * Brings the sequences in by batches, each as large as all before it, and updates q(theta), q(tau) and q(v)
 * after each (section 2.4 of Felsberger & Koutsourelakis 2019). The law of a few sequences is learned at
 * little cost, and the early posteriors are tempered ones of the last. The seed and the order of the
 * sequences decide the result.
 */
async function fromBatches(
  data: Dataset,
  problem: Problem,
  control: RunControl,
): Promise<VariationalState> {
  const parameters = { ...problem.parameters, ...brief };
  let law: VariationalState | undefined;
  for (let size = parameters.batch; size < data.sequences; size *= 2) {
    const part = selectSequences(
      data,
      Array.from({ length: size }, (_, i) => i),
    );
    const some = createProblem(await instantiateKernel(), part, parameters, problem.seed);
    const from = law && carried(some, law);
    law = await infer(some, from ?? (await fromNothing(part, some, control)), control);
  }
  return law === undefined ? fromNothing(data, problem, control) : carried(problem, law);
}

/**
 * The state before the first iteration.
 *
 * @param earlier the state of a posterior of earlier data, whose law is where these data's begins
 * @throws Interrupted if the signal fires; NumericalFailure if an update fails
 */
export async function begin(
  data: Dataset,
  problem: Problem,
  earlier: VariationalState | undefined,
  control: RunControl,
): Promise<VariationalState> {
  if (earlier !== undefined) return carryLaw(initialState(problem), earlier);
  if (problem.parameters.batch > 0) return fromBatches(data, problem, control);
  return fromNothing(data, problem, control);
}

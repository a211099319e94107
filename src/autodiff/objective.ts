import { invalidData, invalidParameter } from "../errors.js";
import { total } from "../kernel/network/reductions.js";
import { planBackward, type WeightedNode } from "./backward.js";
import { nodeOf, type Recorder, type TensorNode } from "./node.js";
import type { Objective, Term } from "./tensor.js";

/** The nodes that the terms depend on, themselves included, in order of recording. */
function behind(recorder: Recorder, terms: readonly TensorNode[]): TensorNode[] {
  const wanted = new Set<TensorNode>(terms);
  const nodes = recorder.nodes.toReversed().filter((node) => {
    if (!wanted.has(node)) return false;
    for (const input of node.inputs) wanted.add(input);
    return true;
  });
  return nodes.reverse();
}

function checkTerms(recorder: Recorder, terms: readonly Term[]): WeightedNode[] {
  if (terms.length === 0) throw invalidData("terms of an objective", "at least one", "none");
  return terms.map(({ of, weight = 1 }) => {
    const node = nodeOf(of);
    if (node.recorder !== recorder) {
      throw invalidData("term of an objective", "a tensor of this tape", "one of another");
    }
    if (!Number.isFinite(weight)) throw invalidParameter("weight", "a finite number", weight);
    return { node, weight };
  });
}

/** See {@link Tape.minimise}. */
export function createObjective(recorder: Recorder, terms: readonly Term[]): Objective {
  const weighted = checkTerms(recorder, terms);
  const nodes = behind(
    recorder,
    weighted.map(({ node }) => node),
  );
  const forwards = nodes.flatMap(({ forward }) => (forward === undefined ? [] : [forward]));
  // Now and not when it is first run: its memory moves the views of all tensors.
  const backward = planBackward(recorder, weighted, nodes);
  const sums = new Float64Array(weighted.length);

  const evaluate = () => {
    for (const forward of forwards) forward();
    let objective = 0;
    for (let i = 0; i < weighted.length; i++) {
      const { node, weight } = weighted[i];
      sums[i] = total(recorder.functions, node.values);
      objective += weight * sums[i];
    }
    return objective;
  };

  return {
    evaluate,
    differentiate({ accumulate = false } = {}) {
      const objective = evaluate();
      for (const [node, derivative] of backward.derivatives) node.derivative = derivative;
      for (const { adjoint, g, dx, first, ofParameter } of backward.steps) {
        adjoint(g, dx, !first || (accumulate && ofParameter));
      }
      return objective;
    },
    termValues: () => Array.from(sums),
  };
}

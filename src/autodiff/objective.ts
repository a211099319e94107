import { invalidData, invalidParameter } from "../errors.js";
import { fill } from "../kernel/network/elementwise.js";
import { total } from "../kernel/network/reductions.js";
import type { Values } from "../kernel/network/values.js";
import { type Adjoint, nodeOf, type Recorder, type TensorNode } from "./node.js";
import type { Objective, Term } from "./tensor.js";

/** One piece of a backward run. */
interface BackwardStep {
  readonly adjoint: Adjoint;
  readonly g: Values;
  readonly dx: Values;
  /** Whether it is the first to write to dx. */
  readonly first: boolean;
  readonly ofParameter: boolean;
}

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

interface WeightedNode {
  readonly node: TensorNode;
  readonly weight: number;
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

/**
 * The backward run: derivatives of the terms first, then every operation after all that use its result. The
 * first to write to a gradient overwrites it, so that none need be cleared.
 */
function planBackward(
  recorder: Recorder,
  terms: readonly WeightedNode[],
  nodes: readonly TensorNode[],
): BackwardStep[] {
  const { functions } = recorder;
  const steps: BackwardStep[] = [];
  const written = new Set<TensorNode>();
  const add = (adjoint: Adjoint, g: Values, { owner }: TensorNode) => {
    const dx = owner.gradients as Values;
    const first = !written.has(owner);
    written.add(owner);
    steps.push({ adjoint, g, dx, first, ofParameter: owner.kind === "parameter" });
  };
  for (const { node, weight } of terms) {
    if (node.gradients === undefined) continue;
    add((_, dx, accumulate) => fill(functions, dx, weight, accumulate), node.gradients, node);
  }
  for (const node of nodes.toReversed()) {
    const g = node.gradients;
    if (g === undefined) continue;
    for (const [i, input] of node.inputs.entries()) {
      const adjoint = node.adjoints[i];
      if (adjoint !== undefined && input.gradients !== undefined) add(adjoint, g, input);
    }
  }
  for (const node of recorder.nodes) {
    if (node.kind !== "parameter" || written.has(node)) continue;
    add((_, dx, accumulate) => fill(functions, dx, 0, accumulate), node.values, node);
  }
  return steps;
}

/** See {@link Tape.minimise}. */
export function createObjective(recorder: Recorder, terms: readonly Term[]): Objective {
  const weighted = checkTerms(recorder, terms);
  const nodes = behind(
    recorder,
    weighted.map(({ node }) => node),
  );
  const forwards = nodes.flatMap(({ forward }) => (forward === undefined ? [] : [forward]));
  let steps: BackwardStep[] | undefined;
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
      steps ??= planBackward(recorder, weighted, nodes);
      for (const { adjoint, g, dx, first, ofParameter } of steps) {
        adjoint(g, dx, !first || (accumulate && ofParameter));
      }
      return objective;
    },
    termValues: () => Array.from(sums),
  };
}

import { fill } from "../kernel/network/elementwise.js";
import type { Values } from "../kernel/network/values.js";
import type { Adjoint, Recorder, TensorNode } from "./node.js";

/** A term of an objective: `weight` times the sum of all numbers of a node. */
export interface WeightedNode {
  readonly node: TensorNode;
  readonly weight: number;
}

/** One piece of a backward run. */
interface BackwardStep {
  readonly adjoint: Adjoint;
  readonly g: Values;
  readonly dx: Values;
  /** Whether it is the first to write to dx. */
  readonly first: boolean;
  readonly ofParameter: boolean;
}

/** A backward run: its steps in order, and where the derivatives of all nodes then are. */
export interface Backward {
  readonly steps: readonly BackwardStep[];
  readonly derivatives: ReadonlyMap<TensorNode, Values | number>;
}

/** How often something is added to the derivative of each node. */
function countContributions(
  terms: readonly WeightedNode[],
  nodes: readonly TensorNode[],
): Map<TensorNode, number> {
  const counts = new Map<TensorNode, number>();
  const count = ({ owner, learnt }: TensorNode) => {
    if (learnt) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  };
  for (const { node } of terms) count(node);
  for (const { adjoints, inputs } of nodes) {
    for (const [i, input] of inputs.entries()) if (adjoints.each[i] !== undefined) count(input);
  }
  return counts;
}

/**
 * Plans the backward run: derivatives of the terms first, then every operation after all that use its
 * result. Nothing is cleared, because the first to write to a derivative overwrites it; and nothing is
 * copied or filled that need not be:
 *
 *   - a node that only one operation uses, and that takes its derivative as it comes, shares its memory;
 *   - the derivative of a node that only a term uses is that term's weight, and is not written out if its
 *     operation can do without.
 *
 * @param nodes what the terms depend on, in order of recording
 */
export function planBackward(
  recorder: Recorder,
  terms: readonly WeightedNode[],
  nodes: readonly TensorNode[],
): Backward {
  const { functions } = recorder;
  const steps: BackwardStep[] = [];
  const derivatives = new Map<TensorNode, Values | number>();
  const contributions = countContributions(terms, nodes);
  const once = ({ owner }: TensorNode) =>
    contributions.get(owner) === 1 && owner.kind !== "parameter";

  const add = (adjoint: Adjoint, g: Values, { owner }: TensorNode) => {
    const first = !derivatives.has(owner);
    const dx = owner.gradients;
    derivatives.set(owner, dx);
    steps.push({ adjoint, g, dx, first, ofParameter: owner.kind === "parameter" });
  };

  for (const { node, weight } of terms) {
    if (!node.learnt) continue;
    if (once(node) && node.adjoints.ofConstant !== undefined) {
      derivatives.set(node, weight);
    } else {
      add((_, dx, accumulate) => fill(functions, dx, weight, accumulate), node.values, node);
    }
  }
  for (const node of nodes.toReversed()) {
    const g = derivatives.get(node.owner);
    const { each, passes, ofConstant } = node.adjoints;
    if (g === undefined) continue;
    for (const [i, input] of node.inputs.entries()) {
      if (!input.learnt || each[i] === undefined) continue;
      if (typeof g === "number") {
        add((_, dx, accumulate) => ofConstant?.(g, dx, accumulate), node.values, input);
      } else if (passes?.[i] && once(input)) {
        derivatives.set(input.owner, g);
      } else {
        add(each[i], g, input);
      }
    }
  }
  for (const node of recorder.nodes) {
    if (node.kind !== "parameter" || derivatives.has(node)) continue;
    add((_, dx, accumulate) => fill(functions, dx, 0, accumulate), node.values, node);
  }
  return { steps, derivatives };
}

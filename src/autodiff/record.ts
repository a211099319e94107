import { invalidData } from "../errors.js";
import type { Functions, Values } from "../kernel/network/values.js";
import { type Adjoints, nodeOf, TensorNode } from "./node.js";
import { checkSize, type Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** An operation on tensors, as it is to be recorded. */
export interface Operation {
  /** How errors call it. */
  readonly what: string;
  readonly shape: Shape;
  readonly inputs: readonly TensorNode[];
  /** Computes y. */
  readonly forward: (y: Values) => void;
  readonly adjoints: (y: Values) => Adjoints;
}

/** The nodes behind tensors. @throws InvalidData unless they are of one tape */
export function nodesOf(what: string, tensors: readonly Tensor[]): TensorNode[] {
  const nodes = tensors.map(nodeOf);
  if (nodes.length === 0) throw invalidData(what, "at least one tensor", "none");
  if (nodes.some(({ recorder }) => recorder !== nodes[0].recorder)) {
    throw invalidData(what, "tensors of one tape", "tensors of two");
  }
  return nodes;
}

/** Records an operation; nothing is computed before a run. */
export function record({ what, shape, inputs, forward, adjoints }: Operation): TensorNode {
  const { rows, columns } = shape;
  checkSize(what, rows, columns);
  const node = new TensorNode(inputs[0].recorder, { rows, columns, inputs, kind: "result" });
  const { values } = node;
  node.forward = () => forward(values);
  node.adjoints = adjoints(values);
  return node;
}

/** The kernels that the tape of a node computes with. */
export function functionsOf(node: TensorNode): Functions {
  return node.recorder.functions;
}

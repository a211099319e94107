import { fill } from "../kernel/network/elementwise.js";
import { type Numbers, reserveValues } from "../kernel/network/values.js";
import { functionsOf, nodesOf, record } from "./record.js";
import type { Tensor } from "./tensor.js";

/** An operation written in JavaScript. Its arrays are live views, row-major: not to be kept. */
export interface ExternalOperation {
  /** Sets all numbers of the output. */
  readonly forward: (inputs: readonly Numbers[], output: Numbers) => void;
  /**
   * Adds to the gradient of each input what the gradient of the output means for it. The gradients come
   * cleared; for an input that no parameter is behind, what is added is not looked at.
   */
  readonly backward: (
    inputs: readonly Numbers[],
    output: Numbers,
    outputGradient: Numbers,
    inputGradients: readonly Numbers[],
  ) => void;
}

/**
 * Records an operation written in JavaScript.
 *
 * @returns [rows, columns]
 */
export function external(
  inputs: readonly Tensor[],
  rows: number,
  columns: number,
  { forward, backward }: ExternalOperation,
): Tensor {
  const what = "external";
  const nodes = nodesOf(what, inputs);
  const functions = functionsOf(nodes[0]);
  const learnt = nodes.some(({ learnt }) => learnt);
  const parts = learnt ? nodes.map(({ values }) => reserveValues(functions, values.length)) : [];
  const values = () => nodes.map((node) => node.value);
  const firstLearnt = nodes.findIndex(({ learnt }) => learnt);
  return record({
    what,
    shape: { rows, columns },
    inputs: nodes,
    forward: (y) => forward(values(), y.view),
    adjoints: (y) => ({
      each: nodes.map((_, i) => (g, dx, accumulate) => {
        // One call serves all inputs; their adjoints are run in order.
        if (i === firstLearnt) {
          for (const part of parts) fill(functions, part, 0);
          const views = parts.map(({ view }) => view);
          backward(values(), y.view, g.view, views);
        }
        functions.call.affine(parts[i].pointer, 1, 0, dx.pointer, dx.length, Number(accumulate));
      }),
    }),
  });
}

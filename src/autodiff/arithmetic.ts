import { affine, binary, divisorAdjoint, type Spread } from "../kernel/network/elementwise.js";
import { type Over, reduce, type Summand } from "../kernel/network/reductions.js";
import type { Values } from "../kernel/network/values.js";
import type { Adjoint, TensorNode } from "./node.js";
import { functionsOf, nodesOf, record } from "./record.js";
import { checkShape, describeShape } from "./shape.js";
import type { Tensor } from "./tensor.js";

type Name = "add" | "subtract" | "multiply" | "divide";

/** How b lies against a. @throws InvalidData unless it has its shape or is one row, column or number */
function spreadOf(name: Name, a: TensorNode, b: TensorNode): Spread {
  const { rows, columns } = a;
  const sameRows = b.rows === rows;
  const sameColumns = b.columns === columns;
  if (sameRows && sameColumns) return "full";
  if (b.rows === 1 && b.columns === 1) return "number";
  if (sameRows && b.columns === 1) return "column";
  if (b.rows === 1 && sameColumns) return "row";
  const expected = `a second operand of ${describeShape(a)}, [${rows}, 1], [1, ${columns}] or [1, 1]`;
  checkShape(false, name, expected, b);
  return "full";
}

const summedOver = { column: "columns", row: "rows", number: "all" } as const satisfies {
  [spread in Spread]?: Over;
};

/** What g means for b, of b's own shape: g, -g, g a or -g y / b, summed over where b was spread. */
function adjointOfSecond(
  name: Name,
  a: TensorNode,
  b: TensorNode,
  y: Values,
  spread: Spread,
): Adjoint {
  const functions = functionsOf(a);
  const { rows, columns } = a;
  if (spread !== "full") {
    const summand: { [name in Name]: Omit<Summand, "x"> } = {
      add: {},
      subtract: { scale: -1 },
      multiply: { factor: a.values },
      divide: { factor: y, divisor: b.values, scale: -1 },
    };
    return (g, db, accumulate) =>
      reduce(
        functions,
        summedOver[spread],
        { x: { values: g, rows, columns }, ...summand[name] },
        db,
        accumulate,
      );
  }
  if (name === "multiply") {
    return (g, db, accumulate) =>
      binary(functions, "multiply", g, a.values, db, columns, "full", accumulate);
  }
  if (name === "divide") {
    return (g, db, accumulate) => divisorAdjoint(functions, g, y, b.values, db, accumulate);
  }
  const sign = name === "add" ? 1 : -1;
  return (g, db, accumulate) => affine(functions, g, sign, 0, db, accumulate);
}

function arithmetic(name: Name): (a: Tensor, b: Tensor) => Tensor {
  return (first, second) => {
    const [a, b] = nodesOf(name, [first, second]);
    const functions = functionsOf(a);
    const { columns } = a;
    const spread = spreadOf(name, a, b);
    const scales = name === "multiply" || name === "divide";
    return record({
      what: name,
      shape: a,
      inputs: [a, b],
      forward: (y) => binary(functions, name, a.values, b.values, y, columns, spread),
      adjoints: (y) => ({
        each: [
          scales
            ? (g, da, accumulate) =>
                binary(functions, name, g, b.values, da, columns, spread, accumulate)
            : (g, da, accumulate) => affine(functions, g, 1, 0, da, accumulate),
          adjointOfSecond(name, a, b, y, spread),
        ],
        passes: [!scales, name === "add" && spread === "full"],
      }),
    });
  };
}

/** a + b; b has the shape of a, or is [rows, 1], [1, columns] or [1, 1]. */
export const add = arithmetic("add");
/** a - b; b has the shape of a, or is [rows, 1], [1, columns] or [1, 1]. */
export const subtract = arithmetic("subtract");
/** a b, number by number; b has the shape of a, or is [rows, 1], [1, columns] or [1, 1]. */
export const multiply = arithmetic("multiply");
/** a / b, number by number; b has the shape of a, or is [rows, 1], [1, columns] or [1, 1]. */
export const divide = arithmetic("divide");

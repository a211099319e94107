import { invalidData } from "../../../errors.js";
import type { LayersModel } from "./tensorflow.js";

type ModelShape = readonly (number | null)[];

/** [batch, bins], or [batch, bins, 1]; a size that is left open fits. */
function fits([, ...sizes]: ModelShape, bins: number): boolean {
  const expected = sizes.length === 2 ? [bins, 1] : [bins];
  return (
    sizes.length === expected.length &&
    sizes.every((size, i) => size === null || size === expected[i])
  );
}

const show = (shape: ModelShape) => `[${shape.map((size) => size ?? "batch").join(", ")}]`;

/**
 * The shape in which the model takes the states of `columns` columns.
 *
 * @throws InvalidData unless it maps relative densities to as many numbers
 */
export function inputShape(model: LayersModel, bins: number, columns: number): number[] {
  for (const [what, ends] of [
    ["input", model.inputs],
    ["output", model.outputs],
  ] as const) {
    if (ends.length === 1 && fits(ends[0].shape, bins)) continue;
    throw invalidData(
      `${what} of the model`,
      `one of shape [batch, ${bins}] or [batch, ${bins}, 1]: a number for each bin`,
      ends.map(({ shape }) => show(shape)).join(" and "),
    );
  }
  return model.inputs[0].shape.length === 3 ? [columns, bins, 1] : [columns, bins];
}

/** @throws InvalidData unless there is a number for each bin of each column */
export function checkOutput(shape: ModelShape, bins: number, columns: number): void {
  if (shape?.[0] === columns && fits(shape, bins)) return;
  const received = shape === undefined ? "no single tensor" : show(shape);
  throw invalidData("what the model gives", `shape [${columns}, ${bins}]`, received);
}

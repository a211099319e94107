import { invalidData } from "../../errors.js";
import type { FieldSequence, FieldSource } from "./field-source.js";

/** Points of a grid in all. */
export function pointsOf({ grid }: Pick<FieldSource, "grid">): number {
  return grid.points.reduce((product, n) => product * n, 1);
}

/**
 * The time between two snapshots.
 *
 * @throws InvalidData unless the times are equidistant
 */
export function timeStepOf({ time }: Pick<FieldSource, "time">): number {
  const step = (time[time.length - 1] - time[0]) / (time.length - 1);
  const even = time.every((t, i) => Math.abs(t - time[0] - i * step) <= 1e-6 * step);
  if (time.length > 1 && step > 0 && even) return step;
  throw invalidData("times of the fields", "at least two, rising, equidistant", "others");
}

/** @throws InvalidData unless it is a trajectory of the source, all of it finite */
export function checkSequence(
  source: Pick<FieldSource, "grid" | "time">,
  { field }: FieldSequence,
  index: number,
): void {
  const expected = source.time.length * pointsOf(source);
  if (field.length !== expected) {
    throw invalidData(`trajectory ${index}`, `${expected} numbers`, `${field.length}`);
  }
  const at = field.findIndex((x) => !Number.isFinite(x));
  if (at < 0) return;
  const time = Math.floor(at / pointsOf(source));
  const recover = "Leave the trajectory out, or end it before.";
  throw invalidData(
    `trajectory ${index}`,
    "finite numbers",
    `${field[at]} at time ${time}`,
    recover,
  );
}

/** @throws InvalidData unless the grid has one or two dimensions that the cells divide */
export function checkCells({ grid }: Pick<FieldSource, "grid">, cells: readonly number[]): void {
  if (grid.points.length < 1 || grid.points.length > 2) {
    throw invalidData("grid of the fields", "one or two dimensions", `${grid.points.length}`);
  }
  for (const [i, points] of grid.points.entries()) {
    if (points % cells[i] === 0 && points / cells[i] >= 3) continue;
    const expected = `a multiple of the ${cells[i]} cells, at least 3 points in each`;
    const recover = "Set another number of cells.";
    throw invalidData(`points of dimension ${i}`, expected, `${points}`, recover);
  }
}

import { checkFieldGrid } from "../../dataset/field-grid.js";
import {
  checkFieldSource,
  checkRisingTimes,
  type FieldSource,
} from "../../dataset/field-source.js";
import { invalidData } from "../../errors.js";

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

/** @throws InvalidData unless it is a source of fields, whose grid the cells divide into at least `least` points each */
export function checkSource(source: FieldSource, cells: readonly number[], least = 3): void {
  checkFieldSource("fields to fit", source);
  checkFieldGrid(source.grid);
  checkRisingTimes(source.time);
  for (const [i, points] of source.grid.points.entries()) {
    if (points % cells[i] === 0 && points / cells[i] >= least) continue;
    const expected = `a multiple of the ${cells[i]} cells, at least ${least} points in each`;
    const recover = "Set another number of cells.";
    throw invalidData(`points of dimension ${i}`, expected, `${points}`, recover);
  }
}

import { checkFieldGrid, type FieldGrid, fieldSize } from "../../dataset/field-grid.js";
import {
  checkFieldSource,
  checkRisingTimes,
  type FieldSource,
} from "../../dataset/field-source.js";
import { invalidData, invalidParameter } from "../../errors.js";
import type { FieldStart, ForecastTimes } from "../field-model.js";

/**
 * The time between two snapshots of a source.
 *
 * @throws InvalidData unless it is a source of fields at two equidistant times or more
 */
export function checkEvenSource(source: FieldSource): number {
  checkFieldSource("fields to fit", source);
  checkFieldGrid(source.grid);
  checkRisingTimes(source.time);
  const { time } = source;
  const step = (time[time.length - 1] - time[0]) / (time.length - 1);
  const even = time.every((t, i) => Math.abs(t - time[0] - i * step) <= 1e-6 * step);
  if (time.length > 1 && step > 0 && even) return step;
  throw invalidData("times of the fields", "at least two, rising, equidistant", "others");
}

/** @throws InvalidData unless a forecast can start from it */
export function checkStart({ field, time }: FieldStart, grid: FieldGrid): void {
  const size = fieldSize(grid);
  if (!(field instanceof Float32Array) || field.length !== size) {
    const found = `${field?.length ?? "none"}`;
    throw invalidData("field to start from", `${size} values of float32`, found);
  }
  const bad = field.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    throw invalidData("field to start from", "finite values", `${field[bad]} at index ${bad}`);
  }
  if (!Number.isFinite(time)) throw invalidData("time of the start", "a finite number", `${time}`);
}

/** The times of a forecast. @throws InvalidParameter unless they rise, none before the start */
export function timesOf(request: ForecastTimes, from: number, timeStep: number): Float64Array {
  if (!("times" in request)) {
    const { steps } = request;
    if (!Number.isSafeInteger(steps) || steps < 1) {
      throw invalidParameter("steps", "an integer of at least 1", steps);
    }
    return Float64Array.from({ length: steps }, (_, k) => from + (k + 1) * timeStep);
  }
  const { times } = request;
  if (times.length === 0) throw invalidParameter("times", "at least one", "none");
  let last = -Infinity;
  for (const time of times) {
    if (!Number.isFinite(time) || time < from || time <= last) {
      throw invalidParameter("times", `finite, rising, none before the start at ${from}`, time);
    }
    last = time;
  }
  return times;
}

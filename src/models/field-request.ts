import { type FieldGrid, fieldSize } from "../dataset/field-grid.js";
import { invalidData, invalidParameter, throwIfAborted } from "../errors.js";
import { checkSeed } from "../kernel/random.js";
import type { FieldForecastRequest, FieldStart, ForecastTimes } from "./field-model.js";

/** @throws InvalidData unless the values are those of one finite field on the grid */
export function checkStartingField(field: Float32Array, grid: FieldGrid): void {
  const size = fieldSize(grid);
  if (!(field instanceof Float32Array) || field.length !== size) {
    const found = `${(field as Float32Array | undefined)?.length ?? "none"}`;
    throw invalidData("field to start from", `${size} values of float32`, found);
  }
  const bad = field.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return;
  throw invalidData("field to start from", "finite values", `${field[bad]} at index ${bad}`);
}

/**
 * The times of a forecast.
 *
 * @param timeStep of the data, for a request of steps
 * @throws InvalidParameter unless they rise, none before the start
 */
export function forecastTimes(
  request: ForecastTimes,
  from: number,
  timeStep: number,
): Float64Array {
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

/** Checks a start, and that the signal has not fired. @throws InvalidData, InvalidParameter, Interrupted */
export function checkFieldStart(
  { field, time }: FieldStart,
  grid: FieldGrid,
  signal?: AbortSignal,
): void {
  checkStartingField(field, grid);
  if (!Number.isFinite(time)) throw invalidParameter("time", "a finite time", time);
  throwIfAborted(signal, "the forecast");
}

/** @throws InvalidParameter unless a request asks for a draw at least, and has a seed */
export function checkDraws({ draws, seed }: Pick<FieldForecastRequest, "draws" | "seed">): void {
  checkSeed(seed);
  if (Number.isSafeInteger(draws) && draws >= 1) return;
  throw invalidParameter("draws", "an integer of at least 1", draws);
}

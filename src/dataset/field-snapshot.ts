import { invalidData } from "../errors.js";
import { fieldSize } from "./field-grid.js";
import { checkSequenceIndex, type FieldSource } from "./field-source.js";

/**
 * One snapshot of a trajectory, as observed.
 *
 * @param time of the snapshot; the first by default
 * @returns its field, shape [...space], and its time as the data have it
 * @throws InvalidData if there is no such trajectory or snapshot
 */
export async function snapshotAt(
  source: FieldSource,
  index: number,
  time: number = source.time[0],
): Promise<{ readonly field: Float32Array; readonly time: number }> {
  checkSequenceIndex(index, source.sequences);
  const { time: times } = source;
  const slack = 1e-6 * (times.length > 1 ? times[1] - times[0] : 1);
  const at = times.findIndex((t) => Math.abs(t - time) <= slack);
  if (at < 0) {
    const spacing = times.length > 1 ? `, the first two ${times[1] - times[0]} apart` : "";
    const found = `${times.length} of ${times[0]} to ${times[times.length - 1]}${spacing}`;
    throw invalidData("snapshots of the data", `one at ${time}, to start from`, found);
  }
  const size = fieldSize(source.grid);
  const { field } = await source.sequence(index);
  return { field: field.slice(at * size, (at + 1) * size), time: times[at] };
}

import { type FieldGrid, fieldSize } from "../../dataset/field-grid.js";
import { invalidData, invalidParameter, numericalFailure } from "../../errors.js";
import type { FieldsKernel } from "../../kernel/fields/load.js";
import { observer } from "../../kernel/fields/observe.js";
import { type FieldRegion, reserveField } from "../../kernel/fields/region.js";
import { openStream } from "../../kernel/random.js";
import { largestChunk } from "../../store/metadata.js";
import { streamPurpose } from "../stream-purpose.js";
import type { FamilyParameters } from "./family.js";
import type { FieldRequest, SimulatedField } from "./system.js";

/** Advances the field by one recorded step. */
export type Advance = (u: FieldRegion) => void;

/** Times 0, Δt, 2Δt ..., shape [steps + 1]. */
export function recordedTimes({ duration, steps }: FamilyParameters): Float64Array {
  return Float64Array.from({ length: steps + 1 }, (_, k) => (k * duration) / steps);
}

/**
 * Integration steps in a recorded one: as given, or so many that none is longer than `longest`.
 *
 * @throws InvalidParameter if that is out of proportion
 */
export function integrationSteps(
  { duration, steps, subSteps }: FamilyParameters,
  longest: number,
): { readonly count: number; readonly dt: number } {
  const recorded = duration / steps;
  // A whole number of steps that rounding has put above it must not cost one more.
  const count = subSteps > 0 ? subSteps : Math.max(1, Math.ceil(recorded / longest - 1e-9));
  if (!(count <= 1e6)) {
    throw invalidParameter("steps", "more: a recorded step asks for over 10^6 within it", steps);
  }
  return { count, dt: recorded / count };
}

/** @throws InvalidParameter if a trajectory is larger than a chunk on disk */
export function checkTrajectory(grid: FieldGrid, { steps }: FamilyParameters): void {
  const bytes = (steps + 1) * fieldSize(grid) * Float32Array.BYTES_PER_ELEMENT;
  if (bytes <= largestChunk) return;
  const most = `so few that a trajectory has at most ${largestChunk} bytes`;
  throw invalidParameter("points and steps", most, `${bytes} bytes`);
}

/** What is not finite stays so: the end shows it. @throws NumericalFailure */
function checkEnd(clean: Float32Array, size: number, sequence: number): void {
  if (clean.subarray(-size).every(Number.isFinite)) return;
  const step = Math.floor(clean.findIndex((value) => !Number.isFinite(value)) / size);
  const recover = "Ask for more subSteps, more points, or more viscosity.";
  throw numericalFailure(`trajectory ${sequence}`, step, "it left the finite numbers", recover);
}

/**
 * Runs a trajectory and observes it at every recorded time. Only the present field is in the kernel's memory.
 *
 * @param begin is given the room for the field, filled with the start, and returns what advances it
 * @throws InvalidData for a start of another shape; NumericalFailure if the field leaves the finite numbers
 */
export function recordField(
  kernel: FieldsKernel,
  grid: FieldGrid,
  parameters: FamilyParameters,
  { seed, sequence }: FieldRequest,
  initial: ArrayLike<number>,
  begin: (u: FieldRegion) => Advance,
): SimulatedField {
  const size = fieldSize(grid);
  if (initial.length !== size) {
    throw invalidData("field to start from", `${size} values`, `${initial.length}`);
  }
  const { arena } = kernel;
  const mark = arena.mark();
  try {
    const times = parameters.steps + 1;
    const u = reserveField(kernel, size);
    u.view.set(initial);
    const noise = openStream(kernel, seed, sequence, streamPurpose.emission);
    const observe = observer(kernel, noise, size, parameters.noise);
    const advance = begin(u);
    const [field, clean] = [new Float32Array(times * size), new Float32Array(times * size)];
    for (let k = 0; k < times; k++) {
      if (k > 0) advance(u);
      const [from, to] = [k * size, (k + 1) * size];
      observe(u, clean.subarray(from, to), field.subarray(from, to));
    }
    checkEnd(clean, size, sequence);
    return { field, clean };
  } finally {
    arena.release(mark);
  }
}

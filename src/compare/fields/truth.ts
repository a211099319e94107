import { checkSameGrid, fieldSize } from "../../dataset/field-grid.js";
import { type FieldSource, selectFields } from "../../dataset/field-source.js";
import { fieldErrors } from "../../diagnose/field-error.js";
import { invalidData, invalidParameter } from "../../errors.js";
import { median } from "../summarise.js";

/** Trajectories that models learn from, and those whose starts they forecast. */
export interface FieldSplit {
  readonly training: FieldSource;
  readonly test: FieldSource;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/**
 * Holds out the last trajectories where there are no others to test on.
 *
 * @throws InvalidData if none would be left to learn from, or the test data are on another grid
 */
export function splitFields(
  data: FieldSource,
  heldOut: number,
  test: FieldSource | undefined,
): FieldSplit {
  if (test !== undefined) {
    checkSameGrid("grid of the test data", data.grid, test.grid);
    return { training: data, test };
  }
  const { sequences } = data;
  const kept = sequences - Math.max(1, Math.round(heldOut * sequences));
  if (kept < 1) {
    const expected = `more trajectories than the fraction ${heldOut} that is held out`;
    const recover = "Simulate more trajectories, or hold out fewer of them.";
    throw invalidData("dataset", expected, `${sequences}`, recover);
  }
  return {
    training: selectFields(data, range(0, kept)),
    test: selectFields(data, range(kept, sequences)),
  };
}

/** Steps that are scored, at most. */
const mostScored = 100;

/** Snapshots of the truth at which forecasts are scored, evenly spread, ascending. @throws InvalidParameter */
export function scoredSnapshots(test: FieldSource, steps: number | undefined): number[] {
  const all = test.time.length - 1;
  const ahead = steps ?? all;
  if (!Number.isInteger(ahead) || ahead < 1 || ahead > all) {
    throw invalidParameter("steps", `1 to the ${all} of the test data`, ahead);
  }
  const stride = Math.ceil(ahead / mostScored);
  return range(0, ahead + 1).filter((snapshot) => snapshot > 0 && snapshot % stride === 0);
}

/** Median over trajectories of the error of the clean truth against the noisy, [scored]; null where it is not known. */
export async function noiseFloors(
  test: FieldSource,
  snapshots: readonly number[],
): Promise<number[] | null> {
  const size = fieldSize(test.grid);
  const floors: Float64Array[] = [];
  for (let start = 0; start < test.sequences; start++) {
    const { field, clean } = await test.sequence(start);
    if (clean === undefined) return null;
    floors.push(
      Float64Array.from(snapshots, (at) => {
        const part = (values: Float32Array) => values.subarray(at * size, (at + 1) * size);
        return fieldErrors(part(clean), part(field), size)[0];
      }),
    );
  }
  return snapshots.map((_, k) => median(floors.map((floor) => floor[k])));
}

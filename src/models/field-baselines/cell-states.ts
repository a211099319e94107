import { type FieldGrid, fieldSize } from "../../dataset/field-grid.js";
import { checkFieldSequence, type FieldSource } from "../../dataset/field-source.js";
import { invalidParameter, throwIfAborted } from "../../errors.js";
import { instantiateKernel } from "../../kernel/load.js";
import type { RunControl } from "../../types.js";
import { averagingMatrix } from "./cell-averages.js";
import { type Interpolation, interpolationMatrix, interpolationsOf } from "./interpolation.js";
import type { StateLaw } from "./state-law.js";
import { alongDimensions } from "./tensor.js";

/** What makes states of averages of fields over cells, and fields of them. */
export type CellStates = Pick<StateLaw, "dimension" | "encode" | "decode">;

/** Declares how fields are made of cells. */
export const interpolationParameter = {
  kind: "choice",
  summary:
    "how fields are made of averages of cells; best, the one that gives the training data back best; spectral on rings alone",
  default: "best",
  choices: ["best", "constant", "linear", "cubic", "spectral"],
} as const;

/** @throws InvalidParameter if there are more cells than points, or another interpolation than the grid allows */
function lineOf({ points, periodic }: FieldGrid, cells: number) {
  if (points.some((n) => n !== points[0])) {
    throw invalidParameter("points", "the same in both dimensions", points.join(" x "));
  }
  const least = Math.min(...points);
  if (cells > least) throw invalidParameter("cells", `at most the ${least} points`, cells);
  return { cells, points: points[0], periodic };
}

/** States that are the averages of fields over cells, as many in each dimension. @throws InvalidParameter */
export async function cellStates(
  grid: FieldGrid,
  cells: number,
  interpolation: Interpolation,
): Promise<CellStates> {
  const line = lineOf(grid, cells);
  const allowed = interpolationsOf(line);
  if (!allowed.includes(interpolation)) {
    throw invalidParameter("interpolation", `one of ${allowed.join(", ")}`, interpolation);
  }
  const average = averagingMatrix(cells, line.points);
  const spread = interpolationMatrix(await instantiateKernel(), line, interpolation);
  const coarse = grid.points.map(() => cells);
  const dimension = coarse.reduce((product, n) => product * n, 1);
  const size = fieldSize(grid);
  return {
    dimension,
    encode: (field) => alongDimensions(average, field, grid.points, cells),
    decode: (states, count) => {
      const fields = new Float32Array(count * size);
      for (let s = 0; s < count; s++) {
        const state = Array.from({ length: dimension }, (_, i) => states[s * dimension + i]);
        fields.set(alongDimensions(spread, state, coarse, line.points), s * size);
      }
      return fields;
    },
  };
}

/** Snapshots of each trajectory that are compared. */
const compared = 20;

/**
 * The interpolation that is asked for, or that gives the snapshots of the trajectories back best from their averages.
 *
 * @throws InvalidParameter, InvalidData, Interrupted
 */
export async function chooseInterpolation(
  source: FieldSource,
  cells: number,
  choice: Interpolation | "best",
  { signal, onProgress }: RunControl,
): Promise<Interpolation> {
  const { grid, time, sequences } = source;
  if (choice !== "best") {
    await cellStates(grid, cells, choice);
    return choice;
  }
  const allowed = interpolationsOf(lineOf(grid, cells));
  const states: CellStates[] = [];
  for (const name of allowed) states.push(await cellStates(grid, cells, name));
  const missed = new Float64Array(allowed.length);
  const size = fieldSize(grid);
  for (let index = 0; index < sequences; index++) {
    throwIfAborted(signal, "the fit");
    onProgress?.({ phase: "interpolation", done: index, total: sequences });
    const sequence = await source.sequence(index);
    checkFieldSequence(sequence, source, index);
    const stride = Math.max(1, Math.floor(time.length / compared));
    for (let t = 0; t < time.length; t += stride) {
      const field = sequence.field.subarray(t * size, (t + 1) * size);
      for (const [i, { encode, decode }] of states.entries()) {
        const back = decode(encode(field), 1);
        for (let x = 0; x < size; x++) missed[i] += (back[x] - field[x]) * (back[x] - field[x]);
      }
    }
  }
  return allowed[missed.indexOf(Math.min(...missed))];
}

/** The interpolation that {@link chooseInterpolation} gave, as it was stored; cellStates refuses another. */
export function storedInterpolation({ interpolation }: { readonly [name: string]: unknown }) {
  return interpolation as Interpolation;
}

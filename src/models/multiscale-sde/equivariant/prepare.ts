import type { FieldSource } from "../../../dataset/field-source.js";
import { invalidData, invalidParameter } from "../../../errors.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { RunControl } from "../../../types.js";
import { checkSource } from "../check-source.js";
import { rootMeanSquares } from "../tables.js";
import { cellBasis } from "./cell-basis.js";
import { derivatives, nodeFeatures, nodes, reach } from "./face-features.js";
import { fitHigher } from "./higher-coordinates.js";
import type { EquivariantParts } from "./parts.js";
import { patchStatistics } from "./patches.js";
import { cellProjector } from "./projector.js";
import { type FieldTables, fieldTables } from "./tables.js";

/** Parameters of the preparation. */
export interface EquivariantOptions {
  readonly cells: number;
  readonly micro: number;
  readonly nonlinear: boolean;
  readonly window: number;
  readonly degree: number;
}

/** Everything that training and forecasts need of the fields. */
export interface PreparedEquivariant {
  readonly parts: EquivariantParts;
  readonly tables: FieldTables;
  /** Variance of an observed coordinate about the decoded mean, before training. */
  readonly variance: number;
  /** Latent states of sampled snapshots, [d][snapshot]. */
  readonly states: Float64Array;
}

/** Functions of the basis, as far as a cell has points for them. */
const mostFunctions = 12;
/** Noise that is always allowed for, as a share of the deviation of the averages. */
const leastNoise = 1e-6;
/** Snapshots of all trajectories that scales and linear parts are made of. */
const sampled = 800;

/** @throws InvalidData unless the grid is a ring */
function checkRing({ grid }: FieldSource): void {
  if (grid.points.length === 1 && grid.periodic) return;
  const shape = `${grid.points.length} dimensions, ${grid.periodic ? "periodic" : "bounded"}`;
  throw invalidData(
    "grid of the equivariant form",
    "one dimension, periodic",
    shape,
    "Set form=pod.",
  );
}

/** Snapshots spread over all trajectories and times, and rolls that differ from one to the next. */
function sample({ times, sequences, points }: FieldTables) {
  const all = times * sequences;
  const count = Math.min(all, sampled);
  const which = Int32Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
  // A step that shares no factor with most numbers of points visits all places.
  const roll = which.map((_, i) => (i * 617) % points);
  return { which, roll, count };
}

/** Cells of sampled snapshots. */
function* cellsOf(
  { smoothed, points }: FieldTables,
  samples: ReturnType<typeof sample>,
  phases: number,
) {
  for (let i = 0; i < samples.count; i++) {
    const from = samples.which[i] * points;
    for (let first = samples.roll[i]; first < points + samples.roll[i]; first += phases) {
      yield Float64Array.from(
        { length: phases },
        (_, x) => smoothed[from + ((first + x) % points)],
      );
    }
  }
}

/** Mean and standard deviation of each block of `size` numbers. */
function momentsOf(values: Float64Array, blocks: number, size: number) {
  const mean = new Float64Array(blocks);
  const deviation = new Float64Array(blocks);
  for (let b = 0; b < blocks; b++) {
    const block = values.subarray(b * size, (b + 1) * size);
    mean[b] = block.reduce((sum, x) => sum + x, 0) / size;
    const squares = block.reduce((sum, x) => sum + (x - mean[b]) * (x - mean[b]), 0);
    deviation[b] = Math.sqrt(squares / size);
  }
  return { mean, deviation };
}

/** Root mean square over faces of the flux that would make the rates of averages, [cell][snapshot], up to a constant. */
function fluxScaleOf(rate: Float64Array, cells: number, count: number): number {
  let squares = 0;
  const sums = new Float64Array(cells);
  for (let c = 0; c < count; c++) {
    let [sum, mean] = [0, 0];
    for (let cell = 0; cell < cells; cell++) {
      sum += rate[cell * count + c];
      sums[cell] = sum;
      mean += sum / cells;
    }
    for (const x of sums) squares += (x - mean) * (x - mean);
  }
  return Math.sqrt(squares / (cells * count)) || 1;
}

/** Root mean squares of the field and its derivatives at the nodes. */
function featureScaleOf(
  operator: Float64Array,
  coordinates: Float64Array,
  functions: number,
  cells: number,
  count: number,
): Float64Array {
  const inputs = reach.length * functions;
  const squares = new Float64Array(derivatives);
  for (let row = 0; row < derivatives * nodes; row++) {
    const order = Math.floor(row / nodes);
    for (let cell = 0; cell < cells; cell += 3) {
      for (let c = 0; c < count; c += 4) {
        let value = 0;
        for (let k = 0; k < inputs; k++) {
          const other = (cell + reach[Math.floor(k / functions)] + cells) % cells;
          value +=
            operator[row * inputs + k] * coordinates[((k % functions) * cells + other) * count + c];
        }
        squares[order] += value * value;
      }
    }
  }
  const summed = nodes * Math.ceil(cells / 3) * Math.ceil(count / 4);
  return squares.map((sum) => Math.sqrt(sum / summed) || 1);
}

/**
 * Basis, decoder and tables of the training trajectories.
 *
 * @throws InvalidData for a grid that is no ring, trajectories of other shapes, with numbers that are not finite, with fewer times
 *   than the window, points that the cells do not divide; InvalidParameter; Interrupted
 */
export async function prepareEquivariant(
  network: NetworkKernel,
  source: FieldSource,
  sequences: readonly number[],
  { cells, micro, nonlinear, window, degree }: EquivariantOptions,
  control: RunControl,
): Promise<PreparedEquivariant> {
  checkRing(source);
  checkSource(source, [cells]);
  if (cells < 7) throw invalidParameter("cells", "at least 7 for the equivariant form", cells);
  const tables = await fieldTables(network, source, sequences, { window, degree }, control);
  const phases = tables.points / cells;
  const functions = Math.min(mostFunctions, phases);
  const local = 1 + micro;
  if (local >= functions) throw invalidParameter("micro", `below ${functions - 1}`, micro);
  const samples = sample(tables);
  const { which, roll, count } = samples;
  const basis = cellBasis(cellsOf(tables, samples, phases), phases, functions);
  let squares = 0;
  for (const u of tables.smoothed) squares += u * u;
  const scale = Math.sqrt(squares / tables.smoothed.length);
  if (!(scale > 0)) throw invalidData("fields", "fields that are not 0", "zeros");

  const mark = network.arena.mark();
  const projector = cellProjector(network, basis, cells, count);
  const unit = new Float64Array(functions).fill(1 / scale);
  const coordinates = new Float64Array(functions * cells * count);
  const rate = new Float64Array(local * cells * count);
  projector.project(tables.smoothed, which, roll, unit, coordinates);
  projector.project(tables.rate, which, roll, unit.subarray(0, local), rate);
  const inner = which.map((t) => {
    const time = t % tables.times;
    return t - time + Math.min(Math.max(time, tables.edge), tables.times - 1 - tables.edge);
  });
  const residual = new Float64Array(coordinates.length);
  projector.project(tables.residual, inner, roll, unit, residual);
  network.arena.release(mark);

  const { mean, deviation } = momentsOf(coordinates, functions, cells * count);
  const own = deviation.map((sd) => Math.max(sd, 1e-6 * deviation[0], 1e-12)).slice(0, local);
  const { linear, left } = fitHigher(coordinates, {
    cells,
    count,
    functions,
    local,
    own,
    mean: mean[0],
  });
  const operator = nodeFeatures(basis);
  const rates = Float64Array.from({ length: local }, (_, l) => {
    const size = cells * count;
    return rootMeanSquares(rate.subarray(l * size, (l + 1) * size), 1)[0] / own[l];
  });
  const noise = momentsOf(residual, functions, cells * count).deviation.map((sd) =>
    Math.max(sd / Math.sqrt(tables.removed), leastNoise * deviation[0]),
  );
  const shape = { cells, count, functions, local };
  const recognition = patchStatistics(coordinates, shape, mean[0], noise, 1 - tables.removed);
  const parts = {
    ...{ recognition, cells, local, basis, scale, linear, left, rates, nonlinear },
    ...{ deviation: own, mean: mean[0] },
    featureScale: featureScaleOf(operator, coordinates, functions, cells, count),
    fluxScale: fluxScaleOf(rate, cells, count),
  };
  const variance = left.reduce((sum, x) => sum + x * x, 0) / functions;
  const states = coordinates.slice(0, local * cells * count).map((x, at) => {
    const l = Math.floor(at / (cells * count));
    return (x - (l === 0 ? mean[0] : 0)) / own[l];
  });
  return { parts, tables, variance: Math.max(variance, 1e-10), states };
}

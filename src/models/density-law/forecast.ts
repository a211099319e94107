import type { Ensemble, ForecastStart } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import { drawPaths, drawWalkers, type PathWriter, type WalkerModel } from "../law/paths.js";
import type { ForecastRequest } from "../model.js";
import type { DensityLaw } from "./law.js";
import type { DensityStart } from "./start.js";

/** Purpose of the stream that draws the noise of a law; walkers take stream 0, starts stream 1. */
const noiseStream = 2;

/** Mass below which, and positive part above which, a state is no density any more. */
const [leastMass, mostMass] = [0.5, 2];

/**
 * Noise of one path, into `noise` [step][bin][column] at `column`: normal with the law's standard deviation.
 * Without its mean over the n bins a standard normal has variance 1 - 1/n.
 */
function drawNoise(
  kernel: Kernel,
  { noise: deviation, conserving }: DensityLaw,
  { seed, steps }: ForecastRequest,
  bins: number,
  draw: number,
  noise: Float64Array,
  column: number,
): void {
  const { arena } = kernel;
  const mark = arena.mark();
  const z = arena.f64(steps * bins);
  fillNormal(kernel, openStream(kernel, seed, draw, noiseStream), z);
  const normals = z.view;
  const columns = noise.length / normals.length;
  const scale = deviation * (conserving ? Math.sqrt(bins / Math.max(1, bins - 1)) : 1);
  for (let row = 0; row < normals.length; row += bins) {
    let mean = 0;
    if (conserving) {
      for (let j = row; j < row + bins; j++) mean += normals[j];
      mean /= bins;
    }
    for (let j = row; j < row + bins; j++) {
      noise[j * columns + column] = scale * (normals[j] - mean);
    }
  }
  arena.release(mark);
}

/** Whether a column of `states` [bin][column] has left what can be read as a density. */
export function hasDiverged(states: Float64Array, columns: number, column: number): boolean {
  let mass = 0;
  let positive = 0;
  for (let i = column; i < states.length; i += columns) {
    mass += states[i];
    positive += Math.max(states[i], 0);
  }
  // Also true where a sum is not a number.
  return !(mass >= leastMass && positive <= mostMass);
}

/** Whether all draws start, and without noise go on, alike. @param starts [bin][draw] */
function areAlike({ noise }: DensityLaw, starts: Float64Array, draws: number): boolean {
  if (noise > 0) return false;
  for (let i = 0; i < starts.length; i++) {
    if (starts[i] !== starts[i - (i % draws)]) return false;
  }
  return true;
}

/** Paths of some draws side by side. */
export interface DensityPaths {
  /** States after each step, [step][bin][column]. */
  readonly path: Float64Array;
  /** Step at which each column diverged, or -1. */
  readonly divergedAt: Int32Array;
}

/**
 * Runs the law for draws `from` to `to`.
 *
 * @param starts of all draws, [bin][draw]
 */
function runBlock(
  kernel: Kernel,
  law: DensityLaw,
  starts: Float64Array,
  request: ForecastRequest,
  from: number,
  to: number,
): DensityPaths {
  const { steps, draws } = request;
  const bins = starts.length / draws;
  const columns = to - from;
  const size = bins * columns;
  const path = new Float64Array(steps * size);
  const divergedAt = new Int32Array(columns).fill(-1);
  if (law.noise > 0) {
    for (let c = 0; c < columns; c++) drawNoise(kernel, law, request, bins, from + c, path, c);
  }
  const state = new Float64Array(size);
  for (let j = 0; j < bins; j++) {
    state.set(starts.subarray(j * draws + from, j * draws + to), j * columns);
  }
  const next = new Float64Array(size);
  for (let t = 0; t < steps; t++) {
    const advance = t === 0 && law.first ? law.first : law.advance;
    advance(state, columns, next);
    const row = path.subarray(t * size, (t + 1) * size);
    for (let i = 0; i < size; i++) row[i] += next[i];
    state.set(row);
    for (let c = 0; c < columns; c++) {
      if (divergedAt[c] < 0 && hasDiverged(state, columns, c)) divergedAt[c] = t;
      // The law need not bear what is no density.
      if (divergedAt[c] >= 0) for (let i = c; i < size; i += columns) state[i] = 1 / bins;
    }
  }
  return { path, divergedAt };
}

/**
 * Draws the walkers of paths that are there already.
 *
 * @param columnOf where the path of a draw is
 */
export function walkerWriter(
  kernel: Kernel,
  model: WalkerModel,
  { path, divergedAt }: DensityPaths,
  { steps, seed }: ForecastRequest,
  columnOf: (draw: number) => number,
): PathWriter {
  const { arena } = kernel;
  const { bins } = model.grid;
  const density = arena.f64(steps * bins);
  const drawn = arena.u32(bins);
  const columns = divergedAt.length;
  return (draw, states, counts) => {
    const mark = arena.mark();
    const column = columnOf(draw);
    const diverged = divergedAt[column];
    const living = diverged < 0 ? steps : diverged;
    for (let i = 0; i < living * bins; i++) {
      states[i] = path[i * columns + column];
      density.view[i] = Math.max(states[i], 0);
    }
    drawWalkers(kernel, openStream(kernel, seed, draw), model, density, living, drawn, counts);
    arena.release(mark);
    return diverged;
  };
}

/**
 * One path of a law on densities for each draw: X' = f(X) + noise from its starting state, and at each step
 * walkers ~ Multinomial(walkers, X / sum X), a negative X taken as 0. The ensemble's states are X itself. A path
 * has diverged where X is not finite, its mass falls below .5, or that of its positive part rises above 2.
 *
 * @param request checked before; see `checkRequest`
 * @throws Interrupted if the signal fires
 */
export async function forecastDensityLaw(
  kernel: Kernel,
  model: WalkerModel,
  law: DensityLaw,
  start: DensityStart,
  origin: ForecastStart,
  request: ForecastRequest,
): Promise<Ensemble> {
  const { draws, seed } = request;
  const starts = start(kernel, draws, seed);
  const run = (from: number, to: number) => runBlock(kernel, law, starts, request, from, to);
  const one = areAlike(law, starts, draws) ? run(0, 1) : undefined;
  const prepare = (from: number, to: number) =>
    walkerWriter(kernel, model, one ?? run(from, to), request, (draw) => (one ? 0 : draw - from));
  return drawPaths(kernel, model, prepare, origin, request);
}

import { checkArray, checkGrid, describeValue } from "../../dataset/check.js";
import type { Start } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import { type CoarseStates, newtonStates } from "../../kernel/softmax-multinomial.js";
import type { Grid } from "../../types.js";
import { centre } from "./centre.js";

/** Gaussian over the coarse state a forecast starts from; shapes [bin]. Zero variance: known. */
export interface StartState {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** Precision of the vague prior on a coarse state inferred from walkers alone: standard deviation 10. */
const vague = 0.01;

/** Enough for a single full bin, from which the others drift far. */
const newtonSteps = 400;

/**
 * p(X | counts) for a fine-grained state the model has not seen (Felsberger & Koutsourelakis 2019,
 * Eq. 2.40), as a Gaussian with its mean over the bins fixed to zero: the counts cannot tell X from
 * X + c, but a law of second order could.
 */
export function inferStart(kernel: Kernel, counts: Uint32Array): StartState {
  const { arena } = kernel;
  const mark = arena.mark();
  const bins = counts.length;
  let walkers = 0;
  for (const m of counts) walkers += m;
  const states: CoarseStates = {
    counts: arena.copyF64(counts),
    mu: arena.f64(bins),
    variance: arena.f64(bins),
    sequences: 1,
    bins,
    walkers,
  };
  states.mu.view.set(
    centre(
      Float64Array.from(counts, (m) => log(kernel, m + 0.5)),
      bins,
    ),
  );
  states.variance.view.set(Array.from(counts, (m) => 1 / (m + 1)));
  const prediction = arena.f64(bins);
  prediction.view.fill(0);
  const precision = arena.f64(bins);
  precision.view.fill(vague);
  newtonStates(kernel, states, prediction, precision, newtonSteps, "jensen");
  const start = {
    mean: centre(states.mu.view, bins),
    variance: states.variance.view.slice(),
  };
  arena.release(mark);
  return start;
}

/** @throws InvalidData if a part of the start is missing, of another shape, empty or not finite */
function checkStart(start: Start): void {
  if (typeof start !== "object" || start?.grid === undefined) {
    const recover = "Take one from a dataset, as data.at(0).";
    throw invalidData("start of the forecast", "a state", describeValue(start), recover);
  }
  const { grid, time, counts, state } = start;
  checkGrid(grid);
  if (!Number.isFinite(time)) throw invalidData("time of the start", "a finite number", `${time}`);
  if (state !== undefined) {
    checkArray("state of the start", state, Float64Array);
    if (state.length !== grid.bins || !state.every(Number.isFinite)) {
      const expected = `${grid.bins} finite values`;
      throw invalidData("state of the start", expected, `[${Array.from(state).join(", ")}]`);
    }
    return;
  }
  checkArray("counts of the start", counts, Uint32Array);
  if (counts.length !== grid.bins || !counts.some((m) => m > 0)) {
    const expected = `${grid.bins} values and at least one walker`;
    throw invalidData("counts of the start", expected, `[${Array.from(counts).join(", ")}]`);
  }
}

/**
 * The coarse state of a start: known where the data records it, else inferred from the walkers.
 *
 * @throws InvalidData if the start is on another grid than the model, empty or not finite
 */
export function resolveStart(kernel: Kernel, grid: Grid, start: Start): StartState {
  checkStart(start);
  const same =
    start.grid.bins === grid.bins &&
    start.grid.domain[0] === grid.domain[0] &&
    start.grid.domain[1] === grid.domain[1];
  if (!same) {
    throw invalidData(
      "start of the forecast",
      `${grid.bins} bins on [${grid.domain.join(", ")})`,
      `${start.grid.bins} bins on [${start.grid.domain.join(", ")})`,
      "Bin the walkers as the model was trained.",
    );
  }
  if (start.state === undefined) return inferStart(kernel, start.counts);
  return { mean: centre(start.state, grid.bins), variance: new Float64Array(grid.bins) };
}

/** Whether nothing is uncertain about a start. */
export function isKnown({ variance }: StartState): boolean {
  return variance.every((value) => value === 0);
}

/** Purpose of the stream that draws starting states; walkers take stream 0. */
const startStream = 1;

/** The starting state of one draw of a forecast, shape [bin]. */
export function drawStart(
  kernel: Kernel,
  { mean, variance }: StartState,
  seed: number,
  draw: number,
): Float64Array {
  const { arena } = kernel;
  const mark = arena.mark();
  const z = arena.f64(mean.length);
  fillNormal(kernel, openStream(kernel, seed, draw, startStream), z);
  const state = mean.map((x, j) => x + Math.sqrt(variance[j]) * z.view[j]);
  arena.release(mark);
  return state;
}

import { checkGrid, checkWhole } from "../dataset/check.js";
import { invalidData } from "../errors.js";
import type { EnsembleFields } from "./fields.js";

function checkShapes(fields: EnsembleFields): void {
  const { grid, walkers, time, draws, counts, state, divergedAt } = fields;
  checkGrid(grid);
  checkWhole("walkers", walkers, 1);
  checkWhole("draws", draws, 1);
  checkWhole("steps", time.length, 1);
  const rows = draws * time.length;
  const shape = `[${draws} draws, ${time.length} steps, ${grid.bins} bins]`;
  if (counts.length !== rows * grid.bins) {
    const expected = `${rows * grid.bins} values of shape ${shape}`;
    throw invalidData("counts of an ensemble", expected, `${counts.length}`);
  }
  if (state.length === 0 || state.length % rows !== 0) {
    const expected = `a positive multiple of ${rows} values, [${draws} draws, ${time.length} steps]`;
    throw invalidData("states of an ensemble", expected, `${state.length}`);
  }
  if (divergedAt.length !== draws) {
    throw invalidData("divergedAt", `one step for each of ${draws} draws`, `${divergedAt.length}`);
  }
}

function checkTime({ time }: EnsembleFields): void {
  for (let k = 0; k < time.length; k++) {
    if (!Number.isFinite(time[k]) || (k > 0 && !(time[k] > time[k - 1]))) {
      throw invalidData("times of an ensemble", "finite, rising values", `${time[k]} at step ${k}`);
    }
  }
}

function checkDraw(fields: EnsembleFields, draw: number): void {
  const { grid, walkers, time, counts, state, draws } = fields;
  const steps = time.length;
  const at = fields.divergedAt[draw];
  if (at < -1 || at >= steps) {
    throw invalidData(`divergedAt of draw ${draw}`, `-1 or a step of 0..${steps - 1}`, `${at}`);
  }
  const living = at < 0 ? steps : at;
  const coarseBins = state.length / (draws * steps);
  for (let step = 0; step < living; step++) {
    const row = draw * steps + step;
    let sum = 0;
    for (let i = row * grid.bins; i < (row + 1) * grid.bins; i++) sum += counts[i];
    if (sum !== walkers) {
      throw invalidData(
        `counts of draw ${draw} at step ${step}`,
        `a sum of ${walkers} walkers`,
        `${sum}`,
        "A draw that left the finite numbers must say so in divergedAt.",
      );
    }
    for (let i = row * coarseBins; i < (row + 1) * coarseBins; i++) {
      if (!Number.isFinite(state[i])) {
        throw invalidData(
          `state of draw ${draw} at step ${step}`,
          "finite values",
          `${state[i]}`,
          "A draw that left the finite numbers must say so in divergedAt.",
        );
      }
    }
  }
}

/**
 * Checks that shapes agree, times rise, and every draw that has not diverged is finite and has all its
 * walkers. What a draw holds once it has diverged is of no meaning and not looked at.
 *
 * @throws InvalidData
 */
export function checkEnsemble(fields: EnsembleFields): void {
  checkShapes(fields);
  checkTime(fields);
  for (let draw = 0; draw < fields.draws; draw++) checkDraw(fields, draw);
}

import type { Ensemble, Interval } from "../../forecast/ensemble.js";
import { quantileIndex, tails } from "../../forecast/order-statistics.js";
import { binWidth } from "../../types.js";

/**
 * Central interval of the density softmax(X) over the draws of one step, on the ensemble's bins: the
 * uncertainty of the law and of its noise, without the sampling of walkers. Shapes [bin].
 *
 * It is drawn and not stored, so the engine's own exponential will do.
 *
 * @param step of the ensemble's arrays, from 0
 * @throws InvalidParameter unless the level is in (0, 1); NumericalFailure if no draw is left
 */
export function stateDensityInterval(ensemble: Ensemble, step: number, level: number): Interval {
  const coarse = ensemble.coarseBins;
  const repeat = ensemble.bins / coarse;
  const scale = 1 / (binWidth(ensemble.grid) * repeat);
  const living = ensemble.livingAt(step);
  const columns = Array.from({ length: coarse }, () => new Float64Array(living.length));
  living.forEach((draw, row) => {
    const from = (draw * ensemble.steps + step) * coarse;
    const state = ensemble.state.subarray(from, from + coarse);
    const largest = state.reduce((a, b) => Math.max(a, b));
    const weights = Array.from(state, (x) => Math.exp(x - largest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, j) => {
      columns[j][row] = (weight / total) * scale;
    });
  });
  for (const column of columns) column.sort();
  const at = (p: number) =>
    Float64Array.from({ length: ensemble.bins }, (_, j) => {
      const column = columns[Math.floor(j / repeat)];
      return column[quantileIndex(p, column.length)];
    });
  const [lower, upper] = tails(level).map(at);
  return { lower, upper };
}

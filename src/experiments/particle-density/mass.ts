import type { Ensemble } from "../../forecast/ensemble.js";
import { quantileIndex, tails } from "../../forecast/order-statistics.js";
import { mean } from "../walkers/summary.js";

/** The mass sum_j X_j of coarse states, over draws. */
export interface Mass {
  /** Mean over draws, less 1. */
  readonly bias: number;
  /** Standard deviation over draws. */
  readonly sd: number;
  /** Central interval of the mass less 1. */
  readonly interval: readonly [number, number];
}

/** Mass of some draws, [draw, bin]. */
export function massOf(states: Float64Array, bins: number, level: number): Mass {
  const excess = Float64Array.from({ length: states.length / bins }, (_, draw) => {
    let sum = -1;
    for (let j = 0; j < bins; j++) sum += states[draw * bins + j];
    return sum;
  }).sort();
  const bias = mean([...excess]);
  const [low, high] = tails(level).map((p) => excess[quantileIndex(p, excess.length)]);
  return {
    bias,
    sd: Math.sqrt(mean(Array.from(excess, (value) => (value - bias) * (value - bias)))),
    interval: [low, high],
  };
}

/** Coarse states of the living draws of a forecast at one step, [draw, bin]; none if none is left. */
export function statesAt(ensemble: Ensemble, step: number): Float64Array {
  if (step >= ensemble.survivingSteps) return new Float64Array(0);
  const bins = ensemble.coarseBins;
  const living = ensemble.livingAt(step);
  const states = new Float64Array(living.length * bins);
  living.forEach((draw, row) => {
    const from = (draw * ensemble.steps + step) * bins;
    states.set(ensemble.state.subarray(from, from + bins), row * bins);
  });
  return states;
}

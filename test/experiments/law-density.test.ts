import { expect, test } from "vitest";
import { stateDensityInterval } from "../../src/experiments/walkers/law-density.js";
import { Ensemble } from "../../src/forecast/ensemble.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { fieldsOf } from "../forecast/build.js";

const kernel = await instantiateKernel();

/** One step of draws with the given states, on as many bins of [-1, 1) and on twice as many. */
function ensembles(states: readonly (readonly number[])[]): readonly [Ensemble, Ensemble] {
  const [draws, bins] = [states.length, states[0].length];
  const counts = new Uint32Array(draws * bins).fill(1);
  const state = Float64Array.from(states.flat());
  const coarse = new Ensemble(fieldsOf(counts, draws, 1, bins, { state }), kernel);
  return [coarse, coarse.rebin(2 * bins)];
}

test("the interval holds the order statistics of softmax(X) as a density", () => {
  // Shares of bin 0: .1, .2, ... .9 of an integral of 1, on bins of width 1.
  const shares = Array.from({ length: 9 }, (_, i) => (i + 1) / 10);
  const states = shares.map((p) => [Math.log(p), Math.log(1 - p)]);
  for (const ensemble of ensembles(states)) {
    const { lower, upper } = stateDensityInterval(ensemble, 0, 0.5);
    const repeat = ensemble.bins / 2;
    // Quartiles of nine values: the third and the seventh.
    for (let j = 0; j < ensemble.bins; j++) {
      expect(lower[j], `lower, bin ${j} of ${2 * repeat}`).toBeCloseTo(0.3, 12);
      expect(upper[j], `upper, bin ${j} of ${2 * repeat}`).toBeCloseTo(0.7, 12);
    }
  }
});

test("states near the limit of divergence have a density all the same", () => {
  const [ensemble] = ensembles([
    [900, -900],
    [900, -900],
  ]);
  const { lower, upper } = stateDensityInterval(ensemble, 0, 0.95);
  expect([...lower, ...upper]).toEqual([1, 0, 1, 0]);
});

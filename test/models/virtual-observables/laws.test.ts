import { describe, expect, test } from "vitest";
import { lawEvaluator } from "../../../src/models/virtual-observables/evaluate-law.js";
import { createLaw } from "../../../src/models/virtual-observables/laws/create.js";
import { resolveVirtualObservables } from "../../../src/models/virtual-observables/parameters.js";
import { largestDifference } from "../../oracle/linear-algebra.js";
import { noiseFrom } from "../../oracle/noise.js";
import { kernel, network } from "./problems.js";

const bins = 9;
const columns = 5;

/** A law whose parameters are all random. */
function randomLaw(given: { readonly [key: string]: unknown }) {
  const parameters = resolveVirtualObservables({ hidden: 7, ...given });
  const linear = new Float64Array(2 * parameters.reach);
  const law = createLaw(kernel, parameters, bins, 0, { linear, network: true });
  const noise = noiseFrom(3);
  return law.withValues(law.parameters.map(({ values }) => noise.normals(values.length, 0.5)));
}

const states = noiseFrom(8).uniforms(bins * columns, 0, 3);

function advance(given: { readonly [key: string]: unknown }, from: Float64Array, count = columns) {
  const out = new Float64Array(from.length);
  lawEvaluator(network, randomLaw(given), bins)(from, count, out);
  return out;
}

/** Bins j + by in place of j. */
const rolled = (values: Float64Array, by: number) =>
  values.map((_, i) => values[(i + by * columns) % values.length]);

const activations = ["relu", "silu", "tanh"];
const fluxes = activations.flatMap((activation) =>
  [1, 4, 12].flatMap((reach) =>
    [1, 3].map((layers) => ({ law: "flux", activation, reach, layers })),
  ),
);

test.each(fluxes)("a flux law keeps mass whatever its weights: %o", (given) => {
  const after = advance(given, states);
  for (let c = 0; c < columns; c++) {
    let [before, now, size] = [0, 0, 0];
    for (let i = c; i < states.length; i += columns) {
      before += states[i];
      now += after[i];
      size += Math.abs(after[i]);
    }
    expect(Math.abs(now - before)).toBeLessThan(1e-14 * size);
  }
  expect(largestDifference(after, states)).toBeGreaterThan(0.1);
});

describe("the same in every bin", () => {
  test.each(
    [...fluxes, ...fluxes.map((given) => ({ ...given, law: "convolution" }))].filter(
      ({ reach }) => reach < 12,
    ),
  )("a law of rolled states is the rolled law of states: %o", (given) => {
    const expected = rolled(advance(given, states), 4);
    expect(largestDifference(advance(given, rolled(states, 4)), expected)).toBeLessThan(1e-13);
  });

  test("a dense law is not", () => {
    const given = { law: "dense" };
    const expected = rolled(advance(given, states), 4);
    expect(largestDifference(advance(given, rolled(states, 4)), expected)).toBeGreaterThan(0.1);
  });
});

test.each(["flux", "convolution", "dense"])(
  "what becomes of a column under a %s law depends on it alone, to the last bit",
  (law) => {
    const together = advance({ law }, states);
    for (let c = 0; c < columns; c++) {
      const column = (values: Float64Array) => values.filter((_, i) => i % columns === c);
      expect(advance({ law }, column(states), 1)).toEqual(column(together));
    }
    // Also beyond the columns that are advanced side by side.
    const many = 2600;
    const wide = new Float64Array(bins * many);
    for (let i = 0; i < wide.length; i++) {
      wide[i] = states[Math.floor(i / many) * columns + ((i % many) % columns)];
    }
    const out = advance({ law }, wide, many);
    const same = out.every(
      (value, i) => value === together[Math.floor(i / many) * columns + ((i % many) % columns)],
    );
    expect(same).toBe(true);
  },
);

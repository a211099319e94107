import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { lawEvaluator } from "../../../src/models/virtual-observables/evaluate-law.js";
import { createLaw } from "../../../src/models/virtual-observables/laws/create.js";
import { resolveVirtualObservables } from "../../../src/models/virtual-observables/parameters.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";

const kernel = await instantiateKernel();
const network = await instantiateNetworkKernel();
const generator = new Xoshiro128([4, 3, 2, 1]);
const noise = () => generator.next() / 2 ** 31 - 1;
const bins = 9;
const columns = 5;

/** A law of the kind with random weights throughout, in float64. */
function randomLaw(law: string) {
  const parameters = resolveVirtualObservables({ law, reach: 3, hidden: 6, layers: 2 });
  const linear = Float64Array.from({ length: 6 }, noise);
  const blank = createLaw(kernel, parameters, bins, 1, { linear, network: true });
  const values = blank.parameters.map(({ values: v }) => v.map(noise));
  return lawEvaluator(network, blank.withValues(values), bins);
}

const states = Float64Array.from({ length: bins * columns }, () => 1 + 0.9 * noise());

function apply(law: ReturnType<typeof randomLaw>, given: Float64Array, width = columns) {
  const out = new Float64Array(given.length);
  law(given, width, out);
  return out;
}

const mass = (values: Float64Array, column: number) =>
  Array.from({ length: bins }, (_, j) => values[j * columns + column]).reduce((a, b) => a + b);

test("a flux law keeps mass to rounding whatever its weights", () => {
  const next = apply(randomLaw("flux"), states);
  for (let c = 0; c < columns; c++) {
    expect(Math.abs(mass(next, c) - mass(states, c))).toBeLessThan(1e-13);
  }
  expect(Math.max(...next.map((x, i) => Math.abs(x - states[i])))).toBeGreaterThan(0.1);
});

test.each(["dense", "convolution"])("a %s law does not", (name) => {
  const next = apply(randomLaw(name), states);
  expect(Math.abs(mass(next, 0) - mass(states, 0))).toBeGreaterThan(1e-3);
});

const rolled = (values: Float64Array, by: number) =>
  Float64Array.from(values, (_, i) => {
    const j = Math.floor(i / columns);
    return values[((j + by) % bins) * columns + (i % columns)];
  });

describe("a law that is the same in every bin moves with its states", () => {
  test.each(["flux", "convolution"])("%s", (name) => {
    const law = randomLaw(name);
    for (const by of [1, 4]) {
      const moved = apply(law, rolled(states, by));
      const expected = rolled(apply(law, states), by);
      moved.forEach((x, i) => {
        expect(x).toBeCloseTo(expected[i], 12);
      });
    }
  });

  test("a dense one does not", () => {
    const law = randomLaw("dense");
    const moved = apply(law, rolled(states, 1));
    const expected = rolled(apply(law, states), 1);
    expect(Math.max(...moved.map((x, i) => Math.abs(x - expected[i])))).toBeGreaterThan(1e-3);
  });
});

test.each(["flux", "convolution", "dense"])("%s: a column depends on itself alone", (name) => {
  const law = randomLaw(name);
  const together = apply(law, states);
  for (let c = 0; c < columns; c++) {
    const alone = apply(
      law,
      Float64Array.from({ length: bins }, (_, j) => states[j * columns + c]),
      1,
    );
    alone.forEach((x, j) => {
      expect(x).toBe(together[j * columns + c]);
    });
  }
});

test("more states than fit side by side come out the same", () => {
  const law = randomLaw("flux");
  const width = 2500;
  const many = Float64Array.from({ length: bins * width }, () => 1 + 0.5 * noise());
  const all = apply(law, many, width);
  for (const c of [0, 1023, 1024, 2047, 2048, 2499]) {
    const one = Float64Array.from({ length: bins }, (_, j) => many[j * width + c]);
    apply(law, one, 1).forEach((x, j) => {
      expect(x).toBe(all[j * width + c]);
    });
  }
});

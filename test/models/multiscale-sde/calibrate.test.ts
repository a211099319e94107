import { expect, it } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { calibrateDispersion } from "../../../src/models/multiscale-sde/calibrate.js";
import type { ComparedPath } from "../../../src/models/multiscale-sde/compared-path.js";
import type { NoiseFactors } from "../../../src/models/multiscale-sde/posterior.js";
import {
  trainingStatistics,
  wholeState,
} from "../../../src/models/multiscale-sde/training-distance.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";

const generator = new Xoshiro128([5, 1, 2, 3]);
const uniform = () => (generator.next() + 0.5) / 2 ** 32;
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

const [kernel, d] = [await instantiateKernel(), 40];
const times = Float64Array.from({ length: 20 }, (_, t) => (t + 1) / 20);

/** A Brownian path of d numbers, which the field is made of, from a start at a distance from standard normals. */
function path(distance: number, dispersion: number): ComparedPath {
  const raw = Float32Array.from({ length: d }, normal);
  const size = Math.sqrt(raw.reduce((sum, x) => sum + x * x, 0) / d);
  const start = raw.map((x) => (distance * x) / size);
  const state = Float64Array.from(start);
  const field = new Float32Array(times.length * d);
  for (let t = 0; t < times.length; t++) {
    for (let i = 0; i < d; i++) {
      state[i] += dispersion * Math.sqrt(1 / 20) * normal();
      field[t * d + i] = state[i];
    }
  }
  const none = new Float64Array(times.length);
  return { start, from: 0, times, observed: field, smoothed: field, leftover: none, removed: none };
}

const training = Float64Array.from({ length: d * 2000 }, normal);
const distances = [0.7, 0.8, 0.9, 1, 1.1, 1.3, 1.6, 2];
const options = {
  // dz = d beta: the truth's noise is a fraction of that.
  equation: ({ factor, growth }: NoiseFactors) => ({
    drift: () => (_: Float64Array, out: Float64Array) => out.fill(0),
    scale: new Float64Array(d),
    dispersion: new Float64Array(d).fill(factor),
    growth,
  }),
  evaluator: {
    drift: () => () => {},
    decode: (states: Float64Array) => Float64Array.from(states),
  },
  codec: {
    encode: (field: Float32Array) => Float64Array.from(field),
    observe: (fields: Float32Array) => Float64Array.from(fields),
    fields: (observed: Float64Array, columns: number) =>
      Float32Array.from(observed, (_, at) => {
        // All points are asked for, in their order.
        return observed[(at % d) * columns + Math.floor(at / d)];
      }),
  },
  recognise: (field: Float32Array) => ({
    mean: Float64Array.from(field),
    deviation: new Float64Array(d),
  }),
  representation: new Float32Array(d),
  ...{ step: 0.05, seed: 3, patches: wholeState },
};

it.each([
  [0.3, 0],
  [0.05, 0],
  [0.3, 1.5],
  [2.5, 2],
])("finds noise %s of its own that grows with the power %s", async (size, power) => {
  const made = (list: readonly number[]) => list.map((r) => path(r, size * r ** power));
  const statistics = trainingStatistics(training, 2000, wholeState);
  const { factor, widening, floor, growth } = await calibrateDispersion(
    kernel,
    made(distances),
    made(distances.slice(0, 5)),
    { ...options, statistics },
  );
  // Errors of eight paths of 20 times, of which the later have the earlier in them; the prior of the power is 1.
  expect(Math.abs((growth?.exponent ?? 0) - power)).toBeLessThan(0.35);
  expect(Math.abs(Math.log(factor / size))).toBeLessThan(0.3);
  expect(widening).toBeGreaterThan(0.8);
  expect(widening).toBeLessThan(1.3);
  expect(floor).toBeLessThan((0.4 * size) ** 2);
});

import { expect, it } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { calibrateDispersion } from "../../../src/models/multiscale-sde/calibrate.js";
import type { ComparedPath } from "../../../src/models/multiscale-sde/compared-path.js";
import type { NoiseFactors } from "../../../src/models/multiscale-sde/dispersion-growth.js";
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
const distances = [0.4, 0.6, 0.8, 1, 1.3, 1.8, 2.5, 3.5];
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
  ...{ step: 0.05, duration: 1, seed: 3, patches: wholeState },
};

it.each([
  [0.3, 0],
  [0.05, 0],
  [0.3, 1.5],
  [2.5, 2],
])(
  "foresees errors of size %s that grow with the power %s of the distance",
  async (size, power) => {
    const made = (list: readonly number[]) => list.map((r) => path(r, size * r ** power));
    const statistics = trainingStatistics(training, 2000, wholeState);
    const { factor, widening, floor, rise, growth } = await calibrateDispersion(
      kernel,
      made(distances),
      made(distances.slice(0, 5)),
      { ...options, statistics },
    );
    const exponent = growth?.exponent ?? 0;
    // Thirteen trajectories against a prior of power 1.5 +- .35.
    expect(Math.abs(exponent - power)).toBeLessThan(0.5);
    // How noise and what no spread explains share them is not told by paths that go as the root of time.
    const foreseen = (distance: number, time: number) => {
      const variance = factor ** 2 * time + widening ** 2 * floor * (1 + rise * time * time);
      return distance ** exponent * Math.sqrt(variance);
    };
    for (const distance of [0.8, 1, 1.25]) {
      for (const time of [0.5, 0.75, 1]) {
        const truth = size * distance ** power * Math.sqrt(time);
        expect(Math.abs(Math.log(foreseen(distance, time) / truth))).toBeLessThan(0.3);
      }
    }
  },
);

import { describe, expect, it } from "vitest";
import { multiply } from "../../../../src/autodiff/arithmetic.js";
import { createTape } from "../../../../src/autodiff/tape.js";
import { instantiateNetworkKernel } from "../../../../src/kernel/network/load.js";
import { lawEvaluator } from "../../../../src/models/virtual-observables/evaluate-law.js";
import { denseLaw } from "../../../../src/models/virtual-observables/laws/dense.js";
import type {
  NamedArray,
  TransitionLaw,
} from "../../../../src/models/virtual-observables/laws/law.js";
import { layersModelLaw } from "../../../../src/models/virtual-observables/own-network/layers-model-law.js";
import { denseModel, tf, wave } from "./models.js";

const bins = 4;
const columns = 3;
const states = wave(bins * columns, 0.4).map((x) => 1 + x);

/** sum of w f(u), with its gradients by the states and the parameters. */
async function record(law: TransitionLaw) {
  const tape = createTape(await instantiateNetworkKernel(), { precision: "float64" });
  const u = tape.parameter("u", bins, columns, states);
  const onTape = law.declare(tape);
  const weights = tape.input(bins, columns, wave(bins * columns + 1).subarray(1));
  const objective = tape.minimise([{ of: multiply(onTape.apply(u), weights) }]);
  return { objective, tensors: [u, ...onTape.parameters] };
}

/** The same network by the tape's own layers: weights there are [out, in]. */
function sameOnTape({ parameters }: TransitionLaw): TransitionLaw {
  const turned = parameters.map(({ rows, columns: out, values, name }, i): NamedArray => {
    if (i % 2 === 1) return { name, rows: out, columns: 1, values };
    const transposed = values.map((_, at) => values[(at % rows) * out + Math.floor(at / rows)]);
    return { name, rows: out, columns: rows, values: transposed };
  });
  return denseLaw(turned, "tanh");
}

const options = [{}, { conserving: true }, { change: false }, { change: false, conserving: true }];

it.each(options)(
  "has the gradients of its differences, to 1 in 1000 of float32: %o",
  async (given) => {
    const { objective, tensors } = await record(layersModelLaw(tf, await denseModel(bins), given));
    objective.differentiate();
    const gradients = tensors.map((tensor) => Float64Array.from(tensor.gradient));
    const step = 1e-2;
    for (const [k, tensor] of tensors.entries()) {
      const values = Float64Array.from(tensor.value);
      for (let i = 0; i < values.length; i++) {
        const at = (x: number) => {
          tensor.set(values.map((value, j) => (j === i ? value + x : value)));
          return objective.evaluate();
        };
        const slope = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
        expect(Math.abs(gradients[k][i] - slope)).toBeLessThan(1e-3);
      }
      tensor.set(values);
    }
  },
);

it("follows the dense law of the same weights, with its gradients, within float32", async () => {
  const own = layersModelLaw(tf, await denseModel(bins));
  const [a, b] = [await record(own), await record(sameOnTape(own))];
  expect(a.objective.differentiate()).toBeCloseTo(b.objective.differentiate(), 5);
  const network = await instantiateNetworkKernel();
  const paths = [own, sameOnTape(own)].map((law) => {
    const advance = lawEvaluator(network, law, bins);
    let path = states;
    for (let t = 0; t < 5; t++) {
      const next = new Float64Array(path.length);
      advance(path, columns, next);
      path = next;
    }
    return path;
  });
  paths[0].forEach((x, i) => {
    expect(Math.abs(x - paths[1][i])).toBeLessThan(1e-5);
  });
  a.tensors[0].gradient.forEach((g, i) => {
    expect(g).toBeCloseTo(b.tensors[0].gradient[i], 5);
  });
});

it("keeps the mass of every state if it is to", async () => {
  const law = layersModelLaw(tf, await denseModel(bins), { conserving: true });
  expect(law.conserving).toBe(true);
  const next = new Float64Array(states.length);
  lawEvaluator(await instantiateNetworkKernel(), law, bins)(states, columns, next);
  for (let c = 0; c < columns; c++) {
    const mass = (x: Float64Array) => x.reduce((s, v, i) => (i % columns === c ? s + v : s), 0);
    expect(mass(next)).toBeCloseTo(mass(states), 12);
  }
  expect(next).not.toEqual(states);
});

it("takes a convolution, whose states have an axis of channels", async () => {
  await tf.setBackend("cpu");
  const model = tf.sequential();
  const one = { filters: 1, kernelSize: 3, padding: "same" } as const;
  model.add(tf.layers.conv1d({ inputShape: [bins, 1], ...one }));
  const { objective, tensors } = await record(layersModelLaw(tf, model));
  expect(objective.differentiate()).toBeTypeOf("number");
  expect(tensors[1].gradient.some((g) => g !== 0)).toBe(true);
});

describe("refuses, with what it expected and got,", () => {
  it.each([
    [
      "an input",
      bins + 1,
      bins,
      `input of the model: expected one of shape [batch, 4]`,
      "[batch, 5]",
    ],
    [
      "an output",
      bins,
      bins + 2,
      `output of the model: expected one of shape [batch, 4]`,
      "[batch, 6]",
    ],
  ])("%s of another size", async (_, inputs, units, expected, received) => {
    const model = tf.sequential();
    model.add(tf.layers.dense({ inputShape: [inputs], units }));
    const error = await record(layersModelLaw(tf, model)).catch((e: unknown) => e);
    expect(error).toMatchObject({ tag: "InvalidData" });
    expect(String(error)).toContain(expected);
    expect(String(error)).toContain(received);
  });
});

it("leaves no tensor behind", async () => {
  const { objective } = await record(layersModelLaw(tf, await denseModel(bins)));
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) objective.differentiate();
  expect(tf.memory().numTensors).toBe(before);
});

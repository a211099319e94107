/** Training a network of one's own on the WebAssembly backend, step by step on a tape. */
import type * as Tfjs from "@tensorflow/tfjs";
import { beforeEach, expect, it } from "vitest";
import { createAdam } from "../../../../src/autodiff/adam.js";
import { subtract } from "../../../../src/autodiff/arithmetic.js";
import { square } from "../../../../src/autodiff/elementwise.js";
import { constant } from "../../../../src/autodiff/schedules.js";
import { createTape } from "../../../../src/autodiff/tape.js";
import { instantiateNetworkKernel } from "../../../../src/kernel/network/load.js";
import { denseLaw } from "../../../../src/models/virtual-observables/laws/dense.js";
import type {
  NamedArray,
  TransitionLaw,
} from "../../../../src/models/virtual-observables/laws/law.js";
import { layersModelLaw } from "../../../../src/models/virtual-observables/own-network/layers-model-law.js";
import { loadTensorflow } from "../../../../src/models/virtual-observables/own-network/load-tensorflow.js";
import { wave } from "./models.js";

const { tf, backend } = await loadTensorflow<typeof Tfjs>();
beforeEach(async () => {
  await tf.setBackend(backend);
});

const kernel = await instantiateNetworkKernel();
const bins = 6;
const hidden = 7;
const columns = 5;
const from = wave(bins * columns, 0.4).map((x) => 1 + x);
const to = wave(bins * columns + 1, 0.4)
  .subarray(1)
  .map((x) => 1 + x);

function network(activation: "tanh" | "relu"): Tfjs.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [bins], units: hidden, activation }));
  model.add(tf.layers.dense({ units: bins }));
  tf.tidy(() => {
    for (const weight of model.weights) {
      const { shape, size } = weight.read();
      weight.write(tf.tensor(Float32Array.from(wave(size, 0.3)), shape));
    }
  });
  return model;
}

/** Squares of what the law misses, and how to learn from them. */
function training(law: TransitionLaw) {
  const tape = createTape(kernel);
  const onTape = law.declare(tape);
  const next = onTape.apply(tape.input(bins, columns, from));
  const miss = subtract(next, tape.input(bins, columns, to));
  const objective = tape.minimise([{ of: square(miss) }]);
  const adam = createAdam([{ parameters: onTape.parameters, rate: constant(1e-2) }]);
  const step = () => {
    const loss = objective.differentiate();
    adam.step();
    return loss;
  };
  return { ...onTape, objective, step };
}

/** The same network by the tape's own layers, whose weights are [out, in]. */
function sameOnTape({ parameters }: TransitionLaw): TransitionLaw {
  const [weight1, bias1, weight2, bias2] = parameters;
  const turned = ({ name, values }: NamedArray, rows: number, out: number): NamedArray => ({
    ...{ name, rows: out, columns: rows },
    values: values.map((_, at) => values[(at % rows) * out + Math.floor(at / rows)]),
  });
  const column = ({ name, values }: NamedArray): NamedArray => ({
    ...{ name, values, rows: values.length, columns: 1 },
  });
  const first = [turned(weight1, bins, hidden), column(bias1)];
  return denseLaw([...first, turned(weight2, hidden, bins), column(bias2)], "tanh");
}

it("goes the way of the tape's own dense layers, within float32", () => {
  const own = layersModelLaw(tf, network("tanh"));
  const [theirs, ours] = [own, sameOnTape(own)].map((law) => {
    const { step } = training(law);
    return Array.from({ length: 10 }, step);
  });
  expect(theirs[9]).toBeLessThan(0.9 * theirs[0]);
  theirs.forEach((loss, i) => {
    expect(Math.abs(loss - ours[i])).toBeLessThan(2e-5 * ours[i]);
  });
});

it.each([0, 1, 2, 3])(
  "fails at the first step where a number of parameter %i is NaN, though a rectifier may swallow it",
  (which) => {
    const law = layersModelLaw(tf, network("relu"));
    const values = law.parameters.map((parameter) => parameter.values.slice());
    values[which][0] = Number.NaN;
    const { step } = training(law.withValues(values));
    expect(step).toThrow(expect.objectContaining({ tag: "NumericalFailure" }));
  },
);

it("leaves frozen layers as they are", () => {
  const model = network("tanh");
  model.layers[0].trainable = false;
  const frozen = Array.from(model.layers[0].getWeights()[0].dataSync());
  const law = layersModelLaw(tf, model);
  expect(law.parameters).toHaveLength(2);
  training(law).step();
  expect(Array.from(model.layers[0].getWeights()[0].dataSync())).toEqual(frozen);
});

it("says so where the backend lacks an operation, and goes on with another", async () => {
  const model = tf.sequential();
  model.add(
    tf.layers.conv1d({ inputShape: [bins, 1], filters: 1, kernelSize: 3, padding: "same" }),
  );
  const { step } = training(layersModelLaw(tf, model));
  expect(tf.getBackend()).toBe("wasm");
  expect(step).toThrow(expect.objectContaining({ tag: "UnsupportedEngine" }));
  expect(step).toThrow(/Conv2DBackpropFilter.*tf\.setBackend\("cpu"\)/);
  tf.env().set("PROD", true); // No greeting.
  await tf.setBackend("cpu");
  expect(step()).toBeGreaterThan(0);
});

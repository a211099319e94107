/** The two workloads of bench/autodiff.ts in TensorFlow.js on its WASM backend. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as TensorFlow from "@tensorflow/tfjs";
import * as particles from "../autodiff/particle-density.js";
import { regressionData, samples, widths } from "../autodiff/regression.js";
import { inProcess, type Peer } from "../harness.js";

type Tf = typeof TensorFlow;
type Step = () => void;

const require = createRequire(import.meta.url);

async function load(): Promise<Tf> {
  const tf: Tf = require("@tensorflow/tfjs");
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  const main = require.resolve("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(join(dirname(main), "/"));
  if (!(await tf.setBackend("wasm"))) throw new Error("the WASM backend did not start");
  await tf.ready();
  return tf;
}

function particleDensity(tf: Tf): Step {
  const { cells, sequences, times, sigma } = particles;
  const states = sequences * times;
  const transitions = states - sequences;
  const mu = tf.variable(tf.zeros<TensorFlow.Rank.R2>([cells, states]));
  const logS = tf.variable(tf.fill<TensorFlow.Rank.R2>([cells, states], -2));
  const layer = () => tf.variable(tf.randomUniform<TensorFlow.Rank.R2>([cells, cells], -0.3, 0.3));
  const bias = () => tf.variable(tf.zeros<TensorFlow.Rank.R2>([cells, 1]));
  const [w1, b1, w2, b2] = [layer(), bias(), layer(), bias()];
  const adam = tf.train.adam(1e-3);
  return () => {
    adam.minimize(() => {
      const s = tf.exp(logS);
      const x = tf.exp(tf.add(mu, tf.mul(s, tf.randomNormal([cells, states]))));
      const before = tf.slice(x, [0, 0], [cells, transitions]);
      const after = tf.slice(x, [0, sequences], [cells, transitions]);
      const hidden = tf.relu(tf.add(tf.matMul(w1, before as TensorFlow.Tensor2D), b1));
      const change = tf.add(tf.matMul(w2, hidden as TensorFlow.Tensor2D), b2);
      const missed = tf.sub(tf.sub(after, before), change);
      return tf.addN([
        tf.mul(tf.sum(tf.square(missed)), 0.5 / sigma ** 2),
        tf.mul(tf.sum(tf.square(mu)), 0.5),
        tf.mul(tf.sum(tf.square(s)), 0.5),
        tf.neg(tf.sum(logS)),
      ]) as TensorFlow.Scalar;
    });
  };
}

function regression(tf: Tf): Step {
  const data = regressionData();
  const x = tf.tensor2d(data.x, [widths[0], samples]);
  const y = tf.tensor2d(data.y, [1, samples]);
  const layers = widths.slice(1).map((out, i) => ({
    w: tf.variable(tf.randomUniform<TensorFlow.Rank.R2>([out, widths[i]], -0.1, 0.1)),
    b: tf.variable(tf.zeros<TensorFlow.Rank.R2>([out, 1])),
  }));
  const adam = tf.train.adam(1e-3);
  return () => {
    adam.minimize(() => {
      let h = x;
      for (const [i, { w, b }] of layers.entries()) {
        const z: TensorFlow.Tensor2D = tf.add(tf.matMul(w, h), b);
        h = i < layers.length - 1 ? tf.mul(z, tf.sigmoid(z)) : z;
      }
      return tf.mean(tf.square(tf.sub(h, y))) as TensorFlow.Scalar;
    });
  };
}

/** A step of a workload; unavailable if TensorFlow.js or its WASM backend cannot be loaded. */
export async function tfjs(workload: "particle-density" | "regression"): Promise<Peer> {
  try {
    const tf = await load();
    const step = { "particle-density": particleDensity, regression }[workload](tf);
    return inProcess(() => tf.tidy(step));
  } catch (error) {
    const reason = `TensorFlow.js could not be used: ${(error as Error).message}`;
    return { unavailable: () => reason, seconds: () => Number.NaN };
  }
}

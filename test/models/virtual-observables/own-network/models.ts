/** Networks of TensorFlow.js, on its cpu backend: dense, from bins to bins, with fixed weights. */
import * as tfjs from "@tensorflow/tfjs";

export const tf = tfjs;

/** Numbers that look random and are always the same. */
export const wave = (n: number, scale = 1) =>
  Float64Array.from({ length: n }, (_, i) => scale * Math.sin(1.7 * i + 0.3));

export async function denseModel(bins: number, hidden = 5, scale = 0.2) {
  tf.env().set("PROD", true); // No greeting.
  await tf.setBackend("cpu");
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [bins], units: hidden, activation: "tanh" }));
  model.add(tf.layers.dense({ units: bins }));
  for (const weight of model.trainableWeights) {
    const shape = weight.read().shape;
    const size = shape.reduce((product, n) => product * n, 1);
    tf.tidy(() => {
      weight.write(tf.tensor(Float32Array.from(wave(size, scale)), shape));
    });
  }
  return model;
}

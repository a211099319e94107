import type { Tape } from "../../../autodiff/tensor.js";
import { declareNoise } from "../noise.js";
import type { TrainingTables } from "../tables.js";
import type { RecordedBatch } from "../train.js";
import { type PodFormParts, podModel } from "./model.js";

/** First standard deviation of the latent posterior, and first error of the drift as a share of the rates. */
const first = { scale: 0.03, error: 0.3 };

/** Batches of independent times: m and dm / dt were computed once, since the encoder is linear and fixed. */
export function recordTimes(
  tape: Tape,
  parts: PodFormParts,
  tables: TrainingTables,
  batch: number,
): RecordedBatch {
  const { dimension: d, outputs } = tables;
  const times = Math.max(1, Math.floor(batch / 2));
  const latent = podModel(parts).declare(tape);
  const { logScale, logDispersion, scales } = declareNoise(tape, parts.rates, first);
  const mean = tape.input(d, times);
  const rate = tape.input(d, times);
  const observed = tape.input(outputs, times);
  // What belongs to a time lies together, in the precision of the tape: memory is what a batch waits for.
  const width = 2 * d + outputs;
  const length = tables.times * width;
  const joint =
    mean.value instanceof Float32Array ? new Float32Array(length) : new Float64Array(length);
  for (let t = 0; t < tables.times; t++) {
    joint.set(tables.mean.subarray(t * d, (t + 1) * d), t * width);
    joint.set(tables.rate.subarray(t * d, (t + 1) * d), t * width + d);
    joint.set(tables.observed.subarray(t * outputs, (t + 1) * outputs), t * width + 2 * d);
  }
  return {
    latent,
    posterior: { mean, rate, logScale },
    logDispersion,
    observed,
    scales,
    fill: (uniforms) => {
      const drawn = uniforms(times);
      const [m, r, u] = [mean.value, rate.value, observed.value];
      for (let c = 0; c < times; c++) {
        const from = Math.floor(drawn[c] * tables.times) * width;
        for (let i = 0; i < d; i++) m[i * times + c] = joint[from + i];
        for (let i = 0; i < d; i++) r[i * times + c] = joint[from + d + i];
        for (let i = 0; i < outputs; i++) u[i * times + c] = joint[from + 2 * d + i];
      }
    },
  };
}

import { logarithm } from "../../../autodiff/exact.js";
import type { Tape } from "../../../autodiff/tensor.js";
import type { TrainingTables } from "../tables.js";
import type { RecordedBatch } from "../train.js";
import { type PodFormParts, podModel } from "./model.js";

/** First standard deviation of the latent posterior, whose numbers are of order 1. */
const firstScale = 0.03;
/** First error of the drift, as a share of the rates. */
const firstError = 0.3;

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
  const logScale = tape.parameter(
    "log_scale",
    d,
    1,
    new Float64Array(d).fill(logarithm(firstScale)),
  );
  const first = parts.rates.map((rate) => {
    return 0.5 * logarithm(2 * firstScale * firstError * rate + 1e-12);
  });
  const logDispersion = tape.parameter("log_dispersion", d, 1, first);
  const mean = tape.input(d, times);
  const rate = tape.input(d, times);
  const observed = tape.input(outputs, times);
  // In the precision of the tape: less to read from memory at every step.
  const stored = (table: Float64Array) =>
    mean.value instanceof Float32Array ? Float32Array.from(table) : table;
  const filled = [
    [mean, stored(tables.mean)],
    [rate, stored(tables.rate)],
    [observed, stored(tables.observed)],
  ] as const;
  return {
    latent,
    posterior: { mean, rate, logScale },
    logDispersion,
    observed,
    scales: () => ({
      logScale: Float64Array.from(logScale.value),
      logDispersion: Float64Array.from(logDispersion.value),
    }),
    fill: (uniforms) => {
      const chosen = Array.from(uniforms(times), (u) => Math.floor(u * tables.times));
      for (const [tensor, table] of filled) {
        const { rows, columns, value } = tensor;
        for (let c = 0; c < columns; c++) {
          const from = chosen[c] * rows;
          for (let i = 0; i < rows; i++) value[i * columns + c] = table[from + i];
        }
      }
    },
  };
}

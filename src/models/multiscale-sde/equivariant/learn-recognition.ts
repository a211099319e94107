import { divide, subtract } from "../../../autodiff/arithmetic.js";
import { exp, square } from "../../../autodiff/elementwise.js";
import { sum } from "../../../autodiff/reductions.js";
import { cosine, warmUp } from "../../../autodiff/schedules.js";
import { createTape } from "../../../autodiff/tape.js";
import { drawUniforms, reserveStream } from "../../../kernel/network/draw.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import { networkFunctions } from "../../../kernel/network/values.js";
import { descend } from "../descend.js";
import type { LearnOptions } from "../form.js";
import { type NamedArray, parametersOf } from "../latent.js";
import { type EquivariantParts, latentUnits } from "./parts.js";
import type { PatchStatistics } from "./patches.js";
import { cellProjector } from "./projector.js";
import { declareRecognition } from "./recognition.js";
import type { FieldTables } from "./tables.js";

/** How it is learned. */
export interface RecognitionOptions extends LearnOptions {
  readonly precision: "float32" | "float64";
  readonly steps: number;
  readonly clip: number;
}

/** Snapshots of a batch, the learning rate, and the steps in which it rises. */
const training = { batch: 8, rate: 1e-2, rising: 50 };
/** Stream of the batches: beyond those of the other parts of the training. */
const batchStream = 4294967293;

/**
 * Learns to recognise latent states in noisy snapshots: the smoothed snapshots of the training trajectories are given the noise that
 * smoothing took from another time of the same trajectory, and their states are to be likely under the network's N(m, s^2).
 *
 * @returns the weights of the network
 * @throws NumericalFailure, naming step and parameter, if a gradient is not finite; Interrupted if the signal fires
 */
export async function learnRecognition(
  network: NetworkKernel,
  parts: EquivariantParts,
  statistics: PatchStatistics,
  tables: FieldTables,
  { seed, precision, steps, clip, signal, onProgress }: RecognitionOptions,
): Promise<NamedArray[]> {
  const { cells, local, basis, scale } = parts;
  const { count } = basis;
  const { batch, rate, rising } = training;
  const mark = network.arena.mark();
  const tape = createTape(network, { precision, seed });
  const coordinates = tape.input(count * cells, batch);
  const target = tape.input(local * cells, batch);
  const { mean, logDeviation } = declareRecognition(tape, parts, statistics)(coordinates);
  const misses = square(divide(subtract(target, mean), exp(logDeviation)));
  const weight = 1 / (local * cells * batch);
  const objective = tape.minimise([
    { of: sum(misses), weight: weight / 2 },
    { of: sum(logDeviation), weight },
  ]);
  const projector = cellProjector(network, basis, cells, batch);
  const { factor, shift } = latentUnits(parts);
  const unit = new Float64Array(count).fill(1 / scale);
  const { times, sequences, points, smoothed, residual, edge, removed } = tables;
  const noisy = unit.map((x) => x / Math.sqrt(removed));
  const noise = new Float64Array(count * cells * batch);
  const functions = networkFunctions(network, precision);
  const stream = reserveStream(functions);
  await descend(
    {
      ...{ tape, objective, phase: "recognition", steps, clip, signal, onProgress },
      schedule: warmUp(cosine(rate, steps), Math.min(rising, steps)),
      before: (step) => {
        const drawn = drawUniforms(functions, stream, seed, batchStream, step, 4 * batch);
        const chosen = (which: number, from: number) => Math.floor(drawn[which] * from);
        const first = Int32Array.from({ length: batch }, (_, i) => chosen(i, sequences) * times);
        const at = first.map((t, i) => t + chosen(batch + i, times));
        const other = first.map((t, i) => t + edge + chosen(2 * batch + i, times - 2 * edge));
        const roll = first.map((_, i) => chosen(3 * batch + i, points));
        projector.project(smoothed, at, roll, factor, target.value);
        const state = target.value;
        for (let i = 0; i < cells * batch; i++) state[i] -= shift;
        projector.project(smoothed, at, roll, unit, coordinates.value);
        projector.project(residual, other, roll, noisy, noise);
        const seen = coordinates.value;
        for (let i = 0; i < noise.length; i++) seen[i] += noise[i];
      },
      after: () => {},
    },
    () => undefined,
  );
  const learned = parametersOf(tape);
  network.arena.release(mark);
  return learned;
}

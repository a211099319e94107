import { subtract } from "../../autodiff/arithmetic.js";
import { square } from "../../autodiff/elementwise.js";
import { sum } from "../../autodiff/reductions.js";
import { cosine, warmUp } from "../../autodiff/schedules.js";
import { createTape } from "../../autodiff/tape.js";
import { drawUniforms, reserveStream } from "../../kernel/network/draw.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { networkFunctions } from "../../kernel/network/values.js";
import type { RunControl } from "../../types.js";
import { descend } from "../multiscale-sde/descend.js";
import type { FieldTables } from "../multiscale-sde/equivariant/tables.js";
import { type NamedArray, parametersOf } from "../multiscale-sde/latent.js";
import { pushForward } from "../multiscale-sde/pushforward.js";
import { recordAverages } from "./batches.js";
import type { StencilParts } from "./model.js";

/** How the network is learned. */
export interface StencilTraining extends RunControl {
  readonly steps: number;
  /** Steps along short paths after that. */
  readonly pushforward: number;
  readonly seed: number;
}

const batch = 16;
const rate = 5e-3;
const clip = 1;
const rising = 100;
const precision = "float32";
/** Stretches of paths: steps, and their length in units of the training time. */
const stretch = { steps: 5, step: 0.01, rate: 6e-3 };
const batchStream = 4294967293;

/**
 * The network whose drift has the slopes of smoothed trajectories, by least squares, and then the one whose short paths end where
 * the trajectories do.
 *
 * @throws NumericalFailure, Interrupted
 */
export async function learnStencil(
  network: NetworkKernel,
  parts: StencilParts,
  tables: FieldTables,
  { steps, pushforward, seed, signal, onProgress }: StencilTraining,
): Promise<readonly NamedArray[]> {
  const tape = createTape(network, { precision, seed });
  const slopes = recordAverages(tape, parts, tables, { steps: 0, stride: 1, batch });
  const { drift } = slopes.latent.apply(slopes.start);
  const error = sum(square(subtract(drift, slopes.rate)));
  const weight = 1 / (parts.cells * batch * parts.fluxScale * parts.fluxScale);
  const objective = tape.minimise([{ of: error, weight }]);
  const functions = networkFunctions(network, precision);
  const stream = reserveStream(functions);
  await descend(
    {
      ...{ tape, objective, phase: "fit", steps, clip, signal, onProgress },
      schedule: warmUp(cosine(rate, steps), Math.min(rising, steps)),
      before: (step) =>
        slopes.fill((n) => drawUniforms(functions, stream, seed, batchStream, step, n)),
      after: () => {},
    },
    () => undefined,
  );
  const arrays = parametersOf(tape);
  const duration = tables.timeStep * (tables.times - 1);
  const stride = Math.max(1, Math.round((stretch.step * duration) / tables.timeStep));
  if (pushforward === 0 || tables.times <= stretch.steps * stride) return arrays;
  const nothing = new Float64Array(0);
  const learned = await pushForward(
    {
      ...{ network, precision, clip, steps: pushforward, rate: stretch.rate },
      timeStep: stride * tables.timeStep,
      record: (recorded) =>
        recordAverages(recorded, parts, tables, { steps: stretch.steps, stride, batch }),
    },
    { arrays, variance: 1, logScale: nothing, logDispersion: nothing, bound: nothing },
    { seed, signal, onProgress },
  );
  return learned.arrays;
}

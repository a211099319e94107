import { fieldSize } from "../../dataset/field-grid.js";
import { FieldEnsemble } from "../../forecast/field-ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import { exp } from "../../kernel/math.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import type { RunControl } from "../../types.js";
import type {
  DrawnStates,
  FieldForecastRequest,
  FieldPosterior,
  FieldStart,
  ForecastTimes,
} from "../field-model.js";
import {
  checkDraws,
  checkFieldStart,
  checkStartingField,
  forecastTimes,
} from "../field-request.js";
import { growthOf, type NoiseFactors } from "./dispersion-growth.js";
import { type LatentEvaluator, latentEvaluator } from "./evaluate.js";
import type { MultiscaleFields } from "./fields.js";
import type { LatentStart } from "./form.js";
import { integratePaths } from "./integrate.js";
import type { Learned } from "./learned.js";
import { recogniser } from "./recogniser.js";
import { representationNoise } from "./representation.js";
import { toGroup } from "./serialise.js";
import { type LatentEquation, simulateLatent } from "./simulate-latent.js";

/** A learned latent equation with its decoder. */
export interface MultiscalePosterior
  extends Omit<MultiscaleFields, "form">,
    Omit<FieldPosterior, "grid" | "provenance" | "converged"> {
  readonly form: string;
  /** The bound of each step of training, estimated from its batch, averaged over times. */
  readonly bound: Float64Array;
  /** Length of a latent state. */
  readonly dimension: number;
  /** How many of its numbers, the first, are averages of cells; the others are the microscale. */
  readonly macro: number;
  /** Latent state of a field, [d]. @throws InvalidData for another shape, or a number that is not finite */
  encode(field: Float32Array): Float64Array;
  /**
   * What a noisy snapshot tells of the latent state: where forecasts begin. Of the equivariant form it is what its recognition
   * network has learned; of the others, the snapshot's own state, with the error that noise causes. @throws as {@link encode}
   */
  recognise(field: Float32Array): LatentStart;
  /**
   * Fields of latent states, [state][d] -> [state][...space]: their means, or, for states of draws of a forecast, with what the
   * decoder misses.
   */
  decode(latent: ArrayLike<number>, states: number, of?: DrawnStates): Float32Array;
  /**
   * Paths of the latent equation from a field at any time, also beyond the times of training, in antithetic pairs.
   *
   * @throws InvalidData for the start; InvalidParameter for the request; Interrupted
   */
  forecast(start: FieldStart, request: FieldForecastRequest): Promise<FieldEnsemble>;
  /** The path of the latent equation without noise, as an ensemble of one draw. @throws as {@link forecast} */
  meanForecast(start: FieldStart, request: ForecastTimes & RunControl): Promise<FieldEnsemble>;
}

/** The training time. */
export function durationOf({ timeStep, snapshots }: MultiscaleFields): number {
  return timeStep * (snapshots - 1);
}

/** The step of forecasts: no longer than the parameters', and than the learned drift bears. */
export function stepOf(fields: MultiscaleFields): number {
  const { parameters, coding, learned } = fields;
  const longest = parameters.step * durationOf(fields);
  return Math.min(longest, coding.longestStep?.(learned.arrays) ?? Infinity);
}

/** The latent equation with its noise. */
export function equationOf(
  kernel: Kernel,
  learned: Learned,
  evaluator: LatentEvaluator,
  { factor, growth }: NoiseFactors,
): LatentEquation {
  return {
    growth,
    drift: evaluator.drift,
    scale: learned.logScale.map((x) => factor * exp(kernel, x)),
    dispersion: learned.logDispersion.map((x) => factor * exp(kernel, x)),
  };
}

/** States that are decoded at a time. */
const block = 256;

/** Paths [time][d][draw] as [draw][time][d]. */
function byDraw(states: Float64Array, times: number, d: number, draws: number): Float32Array {
  const latent = new Float32Array(states.length);
  for (let t = 0; t < times; t++) {
    for (let i = 0; i < d; i++) {
      for (let c = 0; c < draws; c++) {
        latent[(c * times + t) * d + i] = states[(t * d + i) * draws + c];
      }
    }
  }
  return latent;
}

/** Puts the parts of a posterior together; the kernels serve its forecasts. */
export function createPosterior(
  kernel: Kernel,
  network: NetworkKernel,
  fields: MultiscaleFields,
): MultiscalePosterior {
  const { grid, coding, learned, provenance, timeStep } = fields;
  const d = coding.model.dimension;
  const points = fieldSize(grid);
  const codec = coding.codec(learned.arrays);
  // In the precision that it was learned in; paths themselves are summed up in float64.
  const { precision } = fields.parameters;
  const evaluator = latentEvaluator(network, coding.model, learned.arrays, precision);
  const growth = fields.growth && growthOf(fields.growth, coding.patches);
  const factors = { factor: fields.dispersionScale, growth };
  const equation = equationOf(kernel, learned, evaluator, factors);
  const addError = representationNoise(kernel, fields.representation, grid);
  const step = stepOf(fields);
  const checked = (field: Float32Array) => {
    checkStartingField(field, grid);
    return field;
  };
  const recognise = recogniser(codec, fields.startError);
  const decode = (latent: ArrayLike<number>, states: number, of?: DrawnStates) => {
    const decoded = new Float32Array(states * points);
    for (let first = 0; first < states; first += block) {
      const columns = Math.min(block, states - first);
      const turned = new Float64Array(d * columns);
      for (let c = 0; c < columns; c++) {
        for (let i = 0; i < d; i++) turned[i * columns + c] = latent[(first + c) * d + i];
      }
      const observed = evaluator.decode(turned, columns);
      decoded.set(codec.fields(observed, columns), first * points);
    }
    if (of !== undefined) addError(decoded, of);
    return decoded;
  };
  const common = { grid, provenance, model: provenance.name };
  return {
    ...fields,
    form: fields.form.name,
    model: provenance.name,
    bound: learned.bound,
    dimension: d,
    macro: coding.model.macro,
    encode: (field) => codec.encode(checked(field)),
    recognise: (field) => recognise(checked(field)),
    decode,
    forecast: async (start, request) => {
      const { draws, seed, signal, onProgress } = request;
      checkFieldStart(start, grid, signal);
      checkDraws(request);
      const times = forecastTimes(request, start.time, timeStep);
      const { states, divergedAt, grown } = await simulateLatent(kernel, equation, {
        ...{ start: recognise(checked(start.field)), from: start.time, times, step, draws, seed },
        ...{ signal, onProgress },
      });
      const latent = byDraw(states, times.length, d, draws);
      return new FieldEnsemble({
        ...common,
        decode: (states, count, of, scale) => {
          return decode(states, count, { draws: of, seed, errorScale: scale });
        },
        errorScale: grown.map((g, t) => {
          const elapsed = (times[t] - start.time) / durationOf(fields);
          return g * Math.sqrt(1 + fields.errorRise * elapsed * elapsed);
        }),
        ...{ time: times, draws, latent, divergedAt, start: start.time, seed },
      });
    },
    meanForecast: async (start, request) => {
      const { signal, onProgress } = request;
      checkFieldStart(start, grid, signal);
      const times = forecastTimes(request, start.time, timeStep);
      const { states, divergedAt } = await integratePaths(
        { drift: equation.drift(1), start: recognise(checked(start.field)).mean, columns: 1 },
        { from: start.time, times, step, signal, onProgress },
      );
      const latent = Float32Array.from(states);
      return new FieldEnsemble({
        ...common,
        decode: (states, count) => decode(states, count),
        ...{ time: times, draws: 1, latent, divergedAt, start: start.time, seed: 0 },
      });
    },
    toGroup: () => toGroup(fields),
  };
}

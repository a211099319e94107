import { logarithm } from "../../autodiff/exact.js";
import {
  checkFieldSequence,
  checkFieldSource,
  type FieldSource,
} from "../../dataset/field-source.js";
import { invalidData, invalidParameter } from "../../errors.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { instantiateNetworkKernel, type NetworkKernel } from "../../kernel/network/load.js";
import { checkSeed } from "../../kernel/random.js";
import type { Group } from "../../store/group.js";
import type { Json, RunControl } from "../../types.js";
import { version } from "../../version.js";
import { calibrateDispersion, type ValidationPath } from "./calibrate.js";
import { timeStepOf } from "./check-source.js";
import { latentEvaluator } from "./evaluate.js";
import type { MultiscaleFields } from "./fields.js";
import { type MultiscaleSdeParameters, resolveMultiscaleSde } from "./parameters.js";
import { encode } from "./pod/coordinates.js";
import { podModel } from "./pod/model.js";
import { projector } from "./pod/modes.js";
import { type PreparedPod, preparePod } from "./pod/prepare.js";
import { createPosterior, equationOf, type MultiscalePosterior, stepOf } from "./posterior.js";
import { fieldsFromGroup } from "./restore.js";
import { savitzkyGolayWeights, smooth } from "./savitzky-golay.js";
import { type Learned, train } from "./train.js";

const name = "multiscale-sde";

/** Options of a fit beyond the model's own parameters. */
export interface MultiscaleFitOptions extends RunControl {
  readonly seed?: number;
  /** Receives an unfinished posterior from time to time, and when training fails or is interrupted. */
  readonly onCheckpoint?: (posterior: MultiscalePosterior) => void | Promise<void>;
}

/** The model with its parameters set. */
export interface MultiscaleSde {
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json } & MultiscaleSdeParameters;
  /**
   * @throws InvalidData for fewer trajectories than training and validation need, times that are not equidistant or fewer than
   *   the window, points that the cells do not divide, numbers that are not finite; InvalidParameter; NumericalFailure;
   *   Interrupted
   */
  fit(source: FieldSource, options?: MultiscaleFitOptions): Promise<MultiscalePosterior>;
}

/** First standard deviation of the latent posterior, whose numbers are of order 1. */
const firstScale = 0.03;
/** First error of the drift, as a share of the rates. */
const firstError = 0.3;
/** Cells of each dimension by default, by dimensions. */
const defaultCells = [0, 20, 8];
/** Times and places that the dispersion is calibrated at. */
const calibrationTimes = 50;
const calibrationPlaces = 256;

/** Training and validation trajectories: the last ones validate. */
function split({ sequences }: FieldSource, validation: number) {
  if (sequences <= validation) {
    const recover =
      validation > 0 ? "Give more of them, or set validation=0: then nothing is calibrated." : "";
    const expected = `more than the ${validation} that validate`;
    throw invalidData("trajectories", expected, `${sequences}`, recover);
  }
  const all = Array.from({ length: sequences }, (_, i) => i);
  return {
    training: all.slice(0, sequences - validation),
    held: all.slice(sequences - validation),
  };
}

function driftOf({ drift }: MultiscaleSdeParameters, dimensions: number): boolean {
  if (drift === "flux" && dimensions > 1) {
    throw invalidParameter("drift", "dense or auto for fields in two dimensions", drift);
  }
  return drift === "flux" || (drift === "auto" && dimensions === 1);
}

/** A trajectory as the calibration compares it. */
async function validationPath(
  network: NetworkKernel,
  source: FieldSource,
  index: number,
  { pod, parts }: PreparedPod,
  { window, degree }: MultiscaleSdeParameters,
): Promise<ValidationPath> {
  const sequence = await source.sequence(index);
  checkFieldSequence(sequence, source, index);
  const mark = network.arena.mark();
  const coefficients = projector(network, pod)(sequence.field);
  network.arena.release(mark);
  const { count } = pod;
  const local = savitzkyGolayWeights({ window, degree });
  const { mean } = smooth(coefficients, count, timeStepOf(source), local);
  const stride = Math.max(1, Math.floor((source.time.length - 1) / calibrationTimes));
  const wanted = source.time.map((_, t) => t).filter((t) => t > 0 && t % stride === 0);
  const reference = new Float64Array(wanted.length * count);
  wanted.forEach((t, k) => {
    reference.set(mean.subarray(t * count, (t + 1) * count), k * count);
  });
  return {
    start: encode(parts.coordinates, coefficients.subarray(0, count), true),
    from: source.time[0],
    times: Float64Array.from(wanted, (t) => source.time[t]),
    reference,
  };
}

/** Rows of the modes at evenly spread points. */
function placesOf({ pod }: PreparedPod): Float64Array {
  const { points, count, modes } = pod;
  const places = Math.min(points, calibrationPlaces);
  return Float64Array.from({ length: places * count }, (_, i) => {
    const x = Math.floor((Math.floor(i / count) * points) / places);
    return modes[x * count + (i % count)];
  });
}

/** The factor on the noise that the held trajectories ask for. */
async function calibrated(
  kernel: Kernel,
  source: FieldSource,
  held: readonly number[],
  prepared: PreparedPod,
  fields: MultiscaleFields,
): Promise<number> {
  if (held.length === 0) return 1;
  const network = await instantiateNetworkKernel();
  const paths: ValidationPath[] = [];
  for (const index of held) {
    paths.push(await validationPath(network, source, index, prepared, fields.parameters));
  }
  const evaluator = latentEvaluator(network, podModel(prepared.parts), fields.learned.arrays);
  return calibrateDispersion(kernel, paths, {
    equation: equationOf(kernel, fields, evaluator),
    evaluator,
    places: placesOf(prepared),
    step: stepOf(kernel, fields),
    seed: fields.provenance.seed,
  });
}

/**
 * The stochastic multiscale model of Ilersich & Nair 2025: a latent state of the averages of a field over coarse cells and a few
 * microscale numbers, moving by dz = f(z) dt + Psi d beta, and decoded to the field on its fine grid. It is trained by amortised
 * variational inference that solves no equation; see `objective.ts`.
 *
 * @param given parameters that differ from their defaults; see {@link multiscaleSdeParameters}
 * @throws UnknownParameter, InvalidParameter
 *
 * @example
 * const data = simulateFields(burgersField(), { sequences: 9, seed: 1 });
 * const posterior = await multiscaleSde({ micro: 5 }).fit(data);
 * const start = { field: observed, time: 0 };
 * const ensemble = await posterior.forecast(start, { steps: 1000, draws: 64, seed: 2 });
 */
export function multiscaleSde(given: { readonly [key: string]: unknown } = {}): MultiscaleSde {
  const parameters = resolveMultiscaleSde(given);
  return {
    name,
    parameters,
    async fit(source, options = {}) {
      const { seed = 0, signal, onProgress, onCheckpoint } = options;
      checkSeed(seed);
      checkFieldSource("fields to fit", source);
      const { training, held } = split(source, parameters.validation);
      const { grid, time, provenance } = source;
      const dimensions = grid.points.length;
      const cells = parameters.cells === 0 ? defaultCells[dimensions] : parameters.cells;
      const kernel = await instantiateKernel();
      const network = await instantiateNetworkKernel();
      const control = { signal, onProgress };
      const prepared = await preparePod(
        network,
        source,
        training,
        {
          ...parameters,
          cells: grid.points.map(() => cells),
          nonlinear: parameters.decoder === "nonlinear",
          flux: driftOf(parameters, dimensions),
        },
        control,
      );
      const { pod, parts, tables, variance } = prepared;
      const timeStep = timeStepOf(source);
      const duration = timeStep * (time.length - 1);
      const fieldsOf = (learned: Learned, dispersionScale: number, converged: boolean) => ({
        provenance: { version, command: provenance.command, name, parameters, seed },
        ...{ parameters, grid, pod, parts, learned, dispersionScale, converged },
        ...{ timeStart: time[0], timeStep, snapshots: time.length, sequences: training.length },
      });
      const posteriorOf = async (fields: MultiscaleFields) =>
        createPosterior(kernel, await instantiateNetworkKernel(), fields);
      const learned = await train(
        {
          ...parameters,
          ...{ network, model: podModel(parts), tables, variance, seed },
          weight: parameters.weight * duration,
          logScale: new Float64Array(tables.dimension).fill(logarithm(firstScale)),
          logDispersion: parts.rates.map((rate) => {
            return 0.5 * logarithm(2 * firstScale * firstError * rate + 1e-12);
          }),
        },
        {
          ...control,
          onCheckpoint:
            onCheckpoint &&
            (async (state) => onCheckpoint(await posteriorOf(fieldsOf(state, 1, false)))),
        },
      );
      const fields = fieldsOf(learned, 1, true);
      const dispersionScale = await calibrated(kernel, source, held, prepared, fields);
      return posteriorOf({ ...fields, dispersionScale });
    },
  };
}

/** A posterior that its `toGroup` laid out. @throws InvalidData, InvalidParameter */
export async function multiscaleFromGroup(group: Group): Promise<MultiscalePosterior> {
  const fields = await fieldsFromGroup(name, group);
  return createPosterior(await instantiateKernel(), await instantiateNetworkKernel(), fields);
}

import { fieldSize } from "../../dataset/field-grid.js";
import { checkFieldSource, type FieldSource } from "../../dataset/field-source.js";
import { invalidData } from "../../errors.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { instantiateNetworkKernel } from "../../kernel/network/load.js";
import { checkSeed } from "../../kernel/random.js";
import type { Group } from "../../store/group.js";
import type { Json } from "../../types.js";
import { version } from "../../version.js";
import type { FieldFitOptions, FieldModel } from "../field-model.js";
import { calibrateDispersion } from "./calibrate.js";
import { timeStepOf } from "./check-source.js";
import { type ComparedPath, comparedPath } from "./compared-path.js";
import { latentEvaluator } from "./evaluate.js";
import type { MultiscaleFields } from "./fields.js";
import { formFor } from "./forms.js";
import type { Learned } from "./learned.js";
import {
  type MultiscaleSdeParameters,
  multiscaleSdeParameters,
  resolveMultiscaleSde,
} from "./parameters.js";
import {
  createPosterior,
  durationOf,
  equationOf,
  type MultiscalePosterior,
  stepOf,
} from "./posterior.js";
import { recogniser } from "./recogniser.js";
import { representationError } from "./representation.js";
import { fieldsFromGroup } from "./restore.js";
import { checkResume } from "./resume.js";
import { startError } from "./start-error.js";
import { trainingStatistics } from "./training-distance.js";

const name = "multiscale-sde";

/** Options of a fit beyond the model's own parameters. */
export type MultiscaleFitOptions = FieldFitOptions<MultiscalePosterior>;

/** The model with its parameters set. */
export interface MultiscaleSde {
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json } & MultiscaleSdeParameters;
  /**
   * @throws InvalidData for fewer trajectories than training and validation need, times that are not equidistant or fewer than
   *   the window, points that the cells do not divide, numbers that are not finite, a posterior to resume that is another's;
   *   InvalidParameter; NumericalFailure; Interrupted
   */
  fit(source: FieldSource, options?: MultiscaleFitOptions): Promise<MultiscalePosterior>;
}

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

/** Training trajectories that are looked at beside the held ones. */
const mostCompared = 5;

/** The noise that the held trajectories ask for: a factor on what was learned, and what the decoder misses. */
async function calibrated(
  kernel: Kernel,
  source: FieldSource,
  { training, held }: ReturnType<typeof split>,
  fields: MultiscaleFields,
  states: Float64Array | undefined,
  signal: AbortSignal | undefined,
): Promise<MultiscaleFields> {
  if (held.length === 0) return fields;
  const { coding, learned, parameters } = fields;
  const codec = coding.codec(learned.arrays);
  const pathsOf = async (indices: readonly number[]) => {
    const paths: ComparedPath[] = [];
    for (const index of indices) paths.push(await comparedPath(source, index, parameters));
    return paths;
  };
  const [unseen, seen] = [await pathsOf(held), await pathsOf(training.slice(0, mostCompared))];
  const network = await instantiateNetworkKernel();
  // The noise is known to a tenth at best: forecasts to find it by may be rough.
  const evaluator = latentEvaluator(network, coding.model, learned.arrays, "float32");
  const missed = representationError(unseen, fields.grid, evaluator, codec);
  const off = startError([...unseen, ...seen], codec, coding.model.dimension);
  const { patches, model } = coding;
  const snapshots = (states?.length ?? 0) / model.dimension;
  const statistics = states && trainingStatistics(states, snapshots, patches);
  const { factor, widening, floor, rise, growth } = await calibrateDispersion(
    kernel,
    unseen,
    seen,
    {
      ...{ evaluator, codec, signal, representation: missed, statistics, patches },
      recognise: recogniser(codec, off),
      equation: (factors) => equationOf(kernel, learned, evaluator, factors),
      step: stepOf(fields),
      duration: durationOf(fields),
      seed: fields.provenance.seed,
    },
  );
  const representation = missed.map((x) => widening * Math.sqrt(x * x + floor));
  return {
    ...fields,
    startError: off,
    representation,
    dispersionScale: factor,
    growth,
    errorRise: rise,
  };
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
 * const posterior = await multiscaleSde({ form: "pod", micro: 5 }).fit(data);
 * const start = { field: observed, time: 0 };
 * const ensemble = await posterior.forecast(start, { steps: 1000, draws: 64, seed: 2 });
 */
export function multiscaleSde(given: { readonly [key: string]: unknown } = {}): MultiscaleSde {
  const asked = resolveMultiscaleSde(given);
  return {
    name,
    parameters: asked,
    async fit(source, options = {}) {
      const { seed = 0, signal, onProgress, onCheckpoint, resume } = options;
      checkSeed(seed);
      checkFieldSource("fields to fit", source);
      const parts = split(source, asked.validation);
      const { training } = parts;
      const { grid, time, provenance } = source;
      const { form, parameters } = formFor(asked, grid);
      if (resume !== undefined) checkResume(resume, { seed, parameters, source });
      const kernel = await instantiateKernel();
      const network = await instantiateNetworkKernel();
      const control = { signal, onProgress };
      const prepared = await form.prepare(network, source, training, parameters, control);
      const { coding } = prepared;
      const fieldsOf = (learned: Learned, converged: boolean): MultiscaleFields => ({
        provenance: { version, command: provenance.command, name, parameters, seed },
        ...{ parameters, grid, form, coding, learned, converged },
        ...{ timeStart: time[0], timeStep: timeStepOf(source), snapshots: time.length },
        ...{ sequences: training.length, dispersionScale: 1, errorRise: 0 },
        startError: new Float64Array(coding.model.dimension),
        representation: new Float32Array(fieldSize(grid)),
      });
      const posteriorOf = async (fields: MultiscaleFields) =>
        createPosterior(kernel, await instantiateNetworkKernel(), fields);
      const learned = await prepared.learn({
        ...{ ...control, seed },
        resume: resume?.learned.training && resume.learned,
        onCheckpoint:
          onCheckpoint &&
          (async (state) => onCheckpoint(await posteriorOf(fieldsOf(state, false)))),
      });
      const fields = fieldsOf(learned, true);
      const { states } = prepared;
      return posteriorOf(await calibrated(kernel, source, parts, fields, states, signal));
    },
  };
}

/** A posterior that its `toGroup` laid out. @throws InvalidData, InvalidParameter */
export async function multiscaleFromGroup(group: Group): Promise<MultiscalePosterior> {
  const fields = await fieldsFromGroup(name, group);
  return createPosterior(await instantiateKernel(), await instantiateNetworkKernel(), fields);
}

/** The line of the registry of models of fields. */
export const multiscaleSdeModel: FieldModel = {
  name,
  summary: "stochastic multiscale model: cells and microscale numbers moved by a latent SDE",
  parameters: multiscaleSdeParameters,
  configure: (given) => {
    const model = multiscaleSde(given);
    return {
      ...model,
      // A posterior of another model is refused by the fit.
      fit: (source, { resume, ...options } = {}) =>
        model.fit(source, { ...options, resume: resume as MultiscalePosterior | undefined }),
    };
  },
  fromGroup: multiscaleFromGroup,
};

import type { Dataset } from "../../dataset/dataset.js";
import { invalidData, isCoarsegrainError } from "../../errors.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { checkSeed } from "../../kernel/random.js";
import { resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import { version } from "../../version.js";
import { withReach } from "../law/library.js";
import type { ConfiguredModel, FitOptions, Model, Posterior } from "../model.js";
import { begin } from "./begin.js";
import { marginalCovariance, meanFieldCovariance } from "./covariance.js";
import { infer } from "./infer.js";
import { type SparseBayesParameters, sparseBayesParameters } from "./parameters.js";
import { createPosterior, type SparseBayesPosterior } from "./posterior.js";
import { createProblem, type DatasetProblem, precisionShape, withSummary } from "./problem.js";
import { fieldsFromGroup } from "./restore.js";
import { copyState, type VariationalState } from "./state.js";
import { restrictTo, summarise } from "./summary.js";

const name = "sparse-bayes";

/** The model with its parameters set. */
export interface SparseBayes extends ConfiguredModel {
  readonly parameters: SparseBayesParameters;
  fit(data: Dataset, options?: FitOptions): Promise<SparseBayesPosterior>;
}

/** Iterations between two checkpoints. */
const checkpointEvery = 100;

function posteriorOf(
  kernel: Kernel,
  data: Dataset,
  problem: DatasetProblem,
  state: VariationalState,
): SparseBayesPosterior {
  const { parameters, seed } = problem;
  return createPosterior(kernel, {
    parameters,
    provenance: {
      version,
      command: data.provenance.command,
      name,
      parameters,
      seed,
    },
    grid: data.grid,
    timeStep: data.timeStep,
    walkers: data.walkers,
    sequences: data.sequences,
    precisionShape: precisionShape(problem),
    lastState: problem.lastState,
    lastStep: problem.lastStep,
    summary: summarise(problem, problem.inference, state, precisionShape(problem)),
    covariance: marginalCovariance(problem, state),
    covarianceMeanField: meanFieldCovariance(problem, state),
    state: copyState(state),
  });
}

function resumedState(
  resume: Posterior,
  parameters: SparseBayesParameters,
  data: Dataset,
  seed: number,
): VariationalState {
  const { state, sequences, grid, parameters: before } = resume as SparseBayesPosterior;
  const fixed = (given: SparseBayesParameters) => JSON.stringify({ ...given, iterations: 0 });
  const same =
    resume.model === name &&
    sequences === data.sequences &&
    grid.bins === data.grid.bins &&
    resume.provenance.seed === seed &&
    fixed(before) === fixed(parameters);
  if (!same) {
    throw invalidData(
      "posterior to resume",
      "the same model, parameters, seed and data",
      `${resume.model} of ${sequences} sequences, seed ${resume.provenance?.seed}`,
      "Fit from the start, or give the parameters and the seed of the first fit.",
    );
  }
  return copyState(state);
}

/**
 * The sparse Bayesian state-space model of Felsberger & Koutsourelakis 2019: a transition law in
 * polynomial features of the neighbouring log densities, in which automatic relevance determination
 * keeps what the data ask for, and a multinomial emission law that conserves walkers.
 *
 * @param given parameters that differ from their defaults; see {@link sparseBayesParameters}
 * @throws UnknownParameter, InvalidParameter
 *
 * @example
 * const posterior = await fit(data, sparseBayes({ range: 6 }));
 * posterior.coefficients.filter((c) => c.active);
 */
export function sparseBayes(given: { readonly [key: string]: unknown } = {}): SparseBayes {
  const parameters = withReach(resolveParameters(name, sparseBayesParameters, given));
  return {
    name,
    parameters,
    async fit(data, options = {}) {
      const { resume, onCheckpoint, seed = resume?.provenance?.seed ?? 0 } = options;
      checkSeed(seed);
      const kernel = await instantiateKernel();
      const alone = createProblem(kernel, data, parameters, seed);
      const earlier = options.prior as SparseBayesPosterior | undefined;
      const problem = earlier === undefined ? alone : withSummary(alone, earlier.summary);
      const { signal, onProgress } = options;
      const from =
        resume === undefined
          ? await begin(data, problem, earlier?.state, { signal, onProgress })
          : resumedState(resume, parameters, data, seed);
      if (earlier !== undefined) restrictTo(earlier.summary, from);
      const own = await instantiateKernel();
      let live = from;
      try {
        const done = await infer(problem, from, {
          onProgress,
          signal,
          onIteration: async (state) => {
            live = state;
            options.onIteration?.({
              iteration: state.iteration,
              bound: state.bound[state.bound.length - 1],
              coefficients: state.thetaMean.slice(),
              precision: state.precision.slice(),
            });
            if (onCheckpoint && state.iteration % checkpointEvery === 0) {
              await onCheckpoint(posteriorOf(own, data, problem, state));
            }
          },
        });
        return posteriorOf(own, data, problem, done);
      } catch (error) {
        if (isCoarsegrainError(error, "Interrupted") && live.iteration > 0) {
          await onCheckpoint?.(posteriorOf(own, data, problem, live));
        }
        throw error;
      }
    },
  };
}

/** The registry's line for this model. */
export const sparseBayesModel: Model = {
  name,
  summary:
    "sparse Bayesian state-space model: relevance determination picks the law out of hundreds of features",
  parameters: sparseBayesParameters,
  configure: sparseBayes,
  fromGroup: async (group: Group) =>
    createPosterior(await instantiateKernel(), fieldsFromGroup(group)),
};

import type { Dataset } from "../../dataset/dataset.js";
import { invalidData, invalidParameter } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import { createBursts } from "./bursts.js";
import { type ChainData, chainsOf, usesBursts } from "./chain-data.js";
import { createChains } from "./chains.js";
import type { StateInference } from "./inference.js";
import { createLawSpace, type LawSpace } from "./law-space.js";
import type { SparseBayesParameters } from "./parameters.js";
import { burstOf, singleSteps } from "./single-steps.js";
import { checkSummary, type DataSummary, type PriorLaw, priorLaw, withPrior } from "./summary.js";

/** What inference works on. */
export interface Problem extends LawSpace {
  readonly seed: number;
  readonly bins: number;
  readonly inference: StateInference;
  /** Gamma prior of a precision v, with what earlier data say. */
  readonly precisionPrior: { readonly shape: number; readonly rate: number };
  /** What earlier data say of theta. */
  readonly prior?: PriorLaw | undefined;
}

/** The sequences of a dataset as a problem. */
export interface DatasetProblem extends Problem {
  /** For each sequence, which of the states of q(X) is its last, and at which snapshot; -1 for none. */
  readonly lastState: Int32Array;
  readonly lastStep: Int32Array;
}

/** Where the sequences of chains end. */
function lastStates(data: Dataset, { chains, sequence, first }: ChainData) {
  const lastState = new Int32Array(data.sequences).fill(-1);
  const lastStep = new Int32Array(data.sequences).fill(-1);
  let states = 0;
  chains.forEach(({ steps, start }, i) => {
    states += steps + (start === undefined ? 1 : 0);
    lastState[sequence[i]] = states - 1;
    lastStep[sequence[i]] = first[i] + steps;
  });
  return { lastState, lastStep };
}

/** Inference from data alone, as a problem. */
export function problemOf(
  space: LawSpace,
  seed: number,
  bins: number,
  inference: StateInference,
): Problem {
  const { gamma0, zeta0 } = space.parameters;
  return { ...space, seed, bins, inference, precisionPrior: { shape: gamma0, rate: zeta0 } };
}

/**
 * A problem in which earlier data speak through their summary.
 *
 * @throws InvalidData if the summary is of other features; InvalidParameter unless one precision is shared
 */
export function withSummary<P extends Problem>(problem: P, summary: DataSummary | undefined): P {
  const { parameters, features, inference, precisionPrior } = problem;
  checkSummary(summary, features.length);
  if (parameters.precision !== "shared") {
    throw invalidParameter("precision", "shared where a prior is given", parameters.precision);
  }
  const prior = priorLaw(problem, summary as DataSummary);
  const { shape, rate } = summary as DataSummary;
  return {
    ...problem,
    inference: withPrior(inference, prior),
    prior,
    precisionPrior: { shape: precisionPrior.shape + shape, rate: precisionPrior.rate + rate },
  };
}

/** Most covariances between bins of one state, over all states: half a GiB, of which a fit holds a few. */
const mostCovariances = 2 ** 26;

/** @throws InvalidParameter for what holds for bursts only, or more covariances than memory can hold */
function checkForChains(parameters: SparseBayesParameters, data: Dataset): void {
  const why = "where sequences are chains or states full";
  if (parameters.precision !== "shared") {
    throw invalidParameter("precision", `shared ${why}`, parameters.precision);
  }
  if (parameters.update !== "newton") {
    throw invalidParameter("update", `newton ${why}`, parameters.update);
  }
  const { bins } = data.grid;
  const states = data.sequences * data.time.length;
  if (parameters.states !== "diagonal" && states * bins * bins > mostCovariances) {
    const most = Math.floor(mostCovariances / (bins * bins));
    throw invalidParameter(
      "states",
      `diagonal where there are more than ${most} states of ${bins} bins`,
      `${parameters.states}, with ${states} states`,
    );
  }
}

/** @throws InvalidData if there is nothing to learn from */
function checkSome(data: Dataset, { chains }: ChainData): void {
  if (chains.length > 0) return;
  throw invalidData(
    "dataset",
    "sequences with a coarse step between two snapshots, or after a recorded initial state",
    `${data.sequences} sequences of ${data.time.length} snapshots, none with such a step`,
    "Simulate with --steps 1 or more; over missing snapshots states are inferred with --set sequences=chains.",
  );
}

/**
 * Lays out a dataset for inference.
 *
 * @throws InvalidData if there is no step to learn from; InvalidParameter for what holds for single steps with
 *   q(X) a product over bins only
 */
export function createProblem(
  kernel: Kernel,
  data: Dataset,
  parameters: SparseBayesParameters,
  seed: number,
): DatasetProblem {
  const { bins } = data.grid;
  const bursts = usesBursts(parameters);
  if (!bursts) checkForChains(parameters, data);
  const steps = parameters.sequences === "steps";
  const parts = steps ? singleSteps(kernel, data, parameters) : chainsOf(data, parameters);
  checkSome(data, parts);
  const space = createLawSpace(kernel, parameters);
  const inference = bursts
    ? createBursts(space, burstOf(parts, bins, data.walkers), seed)
    : createChains(space, parts, bins, parameters.states !== "diagonal");
  return { ...problemOf(space, seed, bins, inference), ...lastStates(data, parts) };
}

/** Shape of q(v). */
export function precisionShape(problem: Problem): number {
  const { parameters, inference, bins, precisionPrior } = problem;
  const shared = parameters.precision === "shared";
  return precisionPrior.shape + (inference.transitions * (shared ? bins : 1)) / 2;
}

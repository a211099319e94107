import type { ModelHeader } from "../law/header.js";
import type { GaussianStates } from "./gaussian-states.js";
import type { NamedArray, TransitionLaw } from "./laws/law.js";
import type { NetworkTrial } from "./learn-living.js";
import type { LinearFlux } from "./linear-flux.js";
import type { VirtualObservablesParameters } from "./parameters.js";
import type { TrainingState } from "./training-state.js";

/** What a fit leaves, and what a file holds. */
export interface VirtualObservablesFields extends ModelHeader {
  readonly parameters: VirtualObservablesParameters;
  readonly law: TransitionLaw;
  /** sigma_r in units of the mean share. */
  readonly noise: number;
  /** Shape of the gamma posterior of 1 / sigma_r^2, whose mean is 1 / noise^2; 0 where sigma_r is taken as known. */
  readonly noiseShape: number;
  /** Linear part of a flux law that was fitted by least squares. */
  readonly linear?: LinearFlux | undefined;
  /** Flux that the step after walkers were placed has beside the law, [2 reach]. */
  readonly lifted?: Float64Array | undefined;
  readonly trial?: NetworkTrial | undefined;
  /** q(X): of all snapshots, or, where walkers live on, of the first of each sequence. */
  readonly gaussian: GaussianStates;
  /** Index in the dataset of each sequence, longest first, and its snapshots. */
  readonly order: Int32Array;
  readonly lengths: Int32Array;
  /** Parameters of the encoder, where there is one. */
  readonly encoder: readonly NamedArray[];
  /** Bound of the evidence, or quasi-log-likelihood, after each step, estimated from a draw of the step. */
  readonly bound: Float64Array;
  readonly converged: boolean;
  /** Of the training data; see `fingerprintOf`. */
  readonly fingerprint: number;
  /** What a training that is not finished goes on from. */
  readonly training?: TrainingState | undefined;
}

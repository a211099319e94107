/** The package's entry for browsers; everything in it also runs in Node. */
export { Dataset, type DatasetFields, type Start } from "./dataset/dataset.js";
export { digestDataset } from "./dataset/digest.js";
export type { AlignOptions } from "./diagnose/align.js";
export { type BoundCheck, type BoundCheckOptions, checkBound } from "./diagnose/check-bound.js";
export { coverageByLevel, type LevelCoverage } from "./diagnose/coverage.js";
export type { Pit } from "./diagnose/pit.js";
export { type ScoreOptions, type StepScore, score } from "./diagnose/score.js";
export { type TwoBinScore, twoBinScore } from "./diagnose/two-bin-score.js";
export { CoarsegrainError, type ErrorFields, type ErrorTag, isCoarsegrainError } from "./errors.js";
export {
  Ensemble,
  type EnsembleFields,
  type ForecastStart,
  type Interval,
} from "./forecast/ensemble.js";
export { findModel, models } from "./models/core-registry.js";
export { fit } from "./models/fit.js";
export type { Feature } from "./models/law/features.js";
export type {
  Coefficient,
  ConfiguredModel,
  FitOptions,
  FitSnapshot,
  ForecastRequest,
  Model,
  Posterior,
} from "./models/model.js";
export type { Covariance, SparseBayesRequest } from "./models/sparse-bayes/fields.js";
export type { SparseBayesParameters } from "./models/sparse-bayes/parameters.js";
export type { SparseBayesPosterior } from "./models/sparse-bayes/posterior.js";
export { type SparseBayes, sparseBayes } from "./models/sparse-bayes/sparse-bayes.js";
export type { Monomial, Term } from "./monomials.js";
export type { Executor, RunOptions, Task } from "./parallel/executor.js";
export { type InlineOptions, inlineExecutor } from "./parallel/inline.js";
export { type WebWorkerOptions, webWorkerExecutor } from "./parallel/web-workers.js";
export type { FunctionOfOne, Parameter, ParameterTable } from "./parameters.js";
export {
  type AdvectionDiffusion,
  type AdvectionDiffusionParameters,
  advectionDiffusion,
  diffusivity,
  velocity,
} from "./simulate/advection-diffusion.js";
export { type BurgersWalkersParameters, burgersWalkers } from "./simulate/burgers-walkers.js";
export { type CrowdingWalkersParameters, crowdingWalkers } from "./simulate/crowding-walkers.js";
export {
  type DensityDiffusionWalkersParameters,
  densityDiffusionWalkers,
} from "./simulate/density-diffusion-walkers.js";
export type { InitialState } from "./simulate/initial-state.js";
export type { InteractingWalkers, Jumps } from "./simulate/interacting/interacting.js";
export {
  type InteractingWalkersParameters,
  interactingWalkers,
} from "./simulate/interacting-walkers.js";
export { findSystem, systems } from "./simulate/registry.js";
export {
  type IndexedSequence,
  type SimulateOptions,
  simulate,
  simulateSequences,
} from "./simulate/simulate.js";
export { type Synthetic, type SyntheticParameters, synthetic } from "./simulate/synthetic.js";
export type {
  ConfiguredSystem,
  Sequence,
  SequenceRequest,
  System,
} from "./simulate/system.js";
export {
  type ViscousBurgersWalkersParameters,
  viscousBurgersWalkers,
} from "./simulate/viscous-burgers-walkers.js";
export { exactDensity, oneStepBinWeights } from "./simulate/walk-law.js";
export { digestGroup } from "./store/digest.js";
export type { Group, Variable } from "./store/group.js";
export type { Grid, Json, Progress, Provenance, RunControl } from "./types.js";
export { binCentres, binWidth } from "./types.js";
export { version } from "./version.js";

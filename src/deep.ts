/** The entry for browsers with every model; everything in it also runs in Node. */
export * from "./index.js";
export {
  type Circulant,
  type CirculantParameters,
  type CirculantPosterior,
  circulant,
} from "./models/circulant/circulant.js";
export { findModel, models } from "./models/deep-registry.js";
export { type Dmd, type DmdParameters, type DmdPosterior, dmd } from "./models/dmd/dmd.js";
export {
  type FiniteVolume,
  type FiniteVolumeParameters,
  finiteVolume,
} from "./models/finite-volume/finite-volume.js";
export type { EquationModel } from "./models/known-equation/equation-model.js";
export { type Lasso, type LassoParameters, lasso } from "./models/lasso/lasso.js";
export { laxWendroff } from "./models/lax-wendroff/lax-wendroff.js";
export {
  type LeastSquares,
  type LeastSquaresParameters,
  leastSquares,
} from "./models/least-squares/least-squares.js";
export { type Persistence, persistence } from "./models/persistence/persistence.js";
export type { RegressionPosterior } from "./models/regression/posterior.js";
export {
  type Candidate,
  type CandidateResult,
  type Selection,
  type SelectOptions,
  selectLaw,
} from "./models/sparse-bayes/select.js";
export { spectral } from "./models/spectral/spectral.js";
export { type Stlsq, type StlsqParameters, stlsq } from "./models/stlsq/stlsq.js";
export { upwind } from "./models/upwind/upwind.js";
export type { CoarseStates, StateInterval } from "./models/virtual-observables/coarse-states.js";
export type { VirtualObservablesFields } from "./models/virtual-observables/fields.js";
export type { InferOptions } from "./models/virtual-observables/infer-states.js";
export type {
  LawOnTape,
  NamedArray as LawParameter,
  TransitionLaw,
} from "./models/virtual-observables/laws/law.js";
export type { VirtualObservable } from "./models/virtual-observables/observable.js";
export {
  type AdvectionDiffusionEquation,
  advectionDiffusionResidual,
} from "./models/virtual-observables/observables/advection-diffusion.js";
export {
  type ConstraintFunction,
  observableFromFunction,
} from "./models/virtual-observables/observables/function.js";
export {
  type LinearBalance,
  linearObservable,
  massObservable,
} from "./models/virtual-observables/observables/linear.js";
export {
  type LayersModelLawOptions,
  layersModelLaw,
} from "./models/virtual-observables/own-network/layers-model-law.js";
export type {
  LayersModel,
  LayerWeight,
  Tensorflow,
  TensorflowTensor,
  TensorflowVariable,
} from "./models/virtual-observables/own-network/tensorflow.js";
export {
  publishedForm,
  type VirtualObservablesParameters,
} from "./models/virtual-observables/parameters.js";
export type { VirtualObservablesPosterior } from "./models/virtual-observables/posterior.js";
export {
  restoreVirtualObservables,
  type VirtualObservables,
  type VirtualObservablesExtras,
  virtualObservables,
} from "./models/virtual-observables/virtual-observables.js";
export {
  type NamedArray as SafetensorsArray,
  readSafetensors,
  type Safetensors,
  type SafetensorsData,
  writeSafetensors,
} from "./store/safetensors.js";

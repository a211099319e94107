/** The package's entry for Node: the browser's entry, with files and threads. */
export { type CompareOptions, compareModels } from "./compare/compare.js";
export type {
  Comparison,
  Contestant,
  Failure,
  Recommendation,
  StepComparison,
} from "./compare/record.js";
export { FieldDataset, type FieldDatasetFields } from "./dataset/field-dataset.js";
export { digestFields } from "./dataset/field-digest.js";
export { type FieldGrid, fieldPoints } from "./dataset/field-grid.js";
export type { FieldHeader } from "./dataset/field-layout.js";
export { readFields } from "./dataset/field-read.js";
export { type FieldSequence, type FieldSource, selectFields } from "./dataset/field-source.js";
export { createFieldWriter, type FieldWriter, writeFields } from "./dataset/field-write.js";
export { type Description, describe } from "./dataset/info.js";
export type { DatasetHeader } from "./dataset/layout.js";
export { readDataset } from "./dataset/read.js";
export { createDatasetWriter, type DatasetWriter, writeDataset } from "./dataset/write.js";
export { fieldErrors, trajectoryError } from "./diagnose/field-error.js";
export {
  type FieldScore,
  type FieldScoreOptions,
  type FieldStepScore,
  fieldScore,
} from "./diagnose/field-score.js";
export {
  FieldEnsemble,
  type FieldEnsembleFields,
  type FieldInterval,
} from "./forecast/field-ensemble.js";
export { ensembleFromGroup, ensembleToGroup } from "./forecast/group.js";
export * from "./index.js";
export {
  type Circulant,
  type CirculantParameters,
  type CirculantPosterior,
  circulant,
} from "./models/circulant/circulant.js";
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
export { readPosterior, type StoredPosterior } from "./models/read-posterior.js";
export { findModel, models } from "./models/registry.js";
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
export { type ThreadOptions, threadExecutor } from "./parallel/threads.js";
export {
  type BurgersField2d,
  type BurgersField2dParameters,
  burgersField2d,
} from "./simulate/fields/burgers-2d-field.js";
export {
  type BurgersField,
  type BurgersFieldParameters,
  burgersField,
} from "./simulate/fields/burgers-field.js";
export { type KdvField, type KdvFieldParameters, kdvField } from "./simulate/fields/kdv-field.js";
export { fieldSystems, findFieldSystem } from "./simulate/fields/registry.js";
export { type SimulateFieldsOptions, simulateFields } from "./simulate/fields/simulate.js";
export type {
  ConfiguredFieldSystem,
  FieldRequest,
  FieldSystem,
  SimulatedField,
} from "./simulate/fields/system.js";
export { digestStorage } from "./store/digest.js";
export { folderStorage } from "./store/folder.js";
export { memoryStorage } from "./store/memory.js";
export { readGroup } from "./store/read-group.js";
export type { Storage } from "./store/storage.js";
export { writeGroup } from "./store/write-group.js";

/** The package's entry for Node: the browser's entry, with files and threads. */
export { type CompareOptions, compareModels } from "./compare/compare.js";
export type {
  Comparison,
  Contestant,
  Failure,
  Recommendation,
  StepComparison,
} from "./compare/record.js";
export { type Description, describe } from "./dataset/info.js";
export type { DatasetHeader } from "./dataset/layout.js";
export { readDataset } from "./dataset/read.js";
export { createDatasetWriter, type DatasetWriter, writeDataset } from "./dataset/write.js";
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
export { digestStorage } from "./store/digest.js";
export { folderStorage } from "./store/folder.js";
export { memoryStorage } from "./store/memory.js";
export { readGroup } from "./store/read-group.js";
export type { Storage } from "./store/storage.js";
export { writeGroup } from "./store/write-group.js";

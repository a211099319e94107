/** The package's entry for Node: all that browsers have, with files and threads. */
export { type CompareOptions, compareModels } from "./compare/compare.js";
export { type CompareFieldsOptions, compareFieldModels } from "./compare/fields/compare.js";
export type {
  FieldComparison,
  FieldContestant,
  FieldStepComparison,
} from "./compare/fields/record.js";
export type {
  Comparison,
  Contestant,
  Failure,
  Recommendation,
  StepComparison,
} from "./compare/record.js";
export type { FieldHeader } from "./dataset/field-layout.js";
export { readFields } from "./dataset/field-read.js";
export { createFieldWriter, type FieldWriter, writeFields } from "./dataset/field-write.js";
export { type Description, describe } from "./dataset/info.js";
export type { DatasetHeader } from "./dataset/layout.js";
export { readDataset } from "./dataset/read.js";
export { createDatasetWriter, type DatasetWriter, writeDataset } from "./dataset/write.js";
export * from "./deep.js";
export * from "./fields.js";
export { ensembleFromGroup, ensembleToGroup } from "./forecast/group.js";
export { readFieldForecast } from "./models/field-forecast.js";
export { readFieldPosterior, type StoredFieldPosterior } from "./models/read-field-posterior.js";
export { readPosterior, type StoredPosterior } from "./models/read-posterior.js";
export type { LoadedTensorflow } from "./models/virtual-observables/own-network/find-tensorflow.js";
export { loadTensorflow } from "./models/virtual-observables/own-network/load-tensorflow.js";
export { type ThreadOptions, threadExecutor } from "./parallel/threads.js";
export { digestStorage } from "./store/digest.js";
export { folderStorage } from "./store/folder.js";
export { memoryStorage } from "./store/memory.js";
export { readGroup } from "./store/read-group.js";
export type { Storage } from "./store/storage.js";
export { writeGroup } from "./store/write-group.js";

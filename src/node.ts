/** The package's entry for Node: the browser's entry, with files and threads. */
export { type Description, describe } from "./dataset/info.js";
export type { DatasetHeader } from "./dataset/layout.js";
export { readDataset } from "./dataset/read.js";
export { createDatasetWriter, type DatasetWriter, writeDataset } from "./dataset/write.js";
export { ensembleFromGroup, ensembleToGroup } from "./forecast/group.js";
export * from "./index.js";
export { readPosterior, type StoredPosterior } from "./models/read-posterior.js";
export {
  type Candidate,
  type CandidateResult,
  type Selection,
  type SelectOptions,
  selectLaw,
} from "./models/sparse-bayes/select.js";
export { type ThreadOptions, threadExecutor } from "./parallel/threads.js";
export { digestStorage } from "./store/digest.js";
export { folderStorage } from "./store/folder.js";
export { memoryStorage } from "./store/memory.js";
export { readGroup } from "./store/read-group.js";
export type { Storage } from "./store/storage.js";
export { writeGroup } from "./store/write-group.js";

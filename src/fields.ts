/** The entry for fields: simulations, models, forecasts and scores of them, in Node and browsers. */
export { FieldDataset, type FieldDatasetFields } from "./dataset/field-dataset.js";
export { digestFields } from "./dataset/field-digest.js";
export { type FieldGrid, fieldPoints } from "./dataset/field-grid.js";
export { type FieldSequence, type FieldSource, selectFields } from "./dataset/field-source.js";
export { fieldErrors, trajectoryError } from "./diagnose/field-error.js";
export {
  type FieldScore,
  type FieldScoreOptions,
  type FieldStepScore,
  fieldScore,
} from "./diagnose/field-score.js";
export { CoarsegrainError, type ErrorFields, type ErrorTag, isCoarsegrainError } from "./errors.js";
export {
  FieldEnsemble,
  type FieldEnsembleFields,
  type FieldInterval,
  type FieldSummary,
} from "./forecast/field-ensemble.js";
export { fieldForecastFromGroup, fieldForecastToGroup } from "./models/field-forecast.js";
export type {
  ConfiguredFieldModel,
  FieldFitOptions,
  FieldForecastRequest,
  FieldModel,
  FieldPosterior,
  FieldStart,
  ForecastTimes,
} from "./models/field-model.js";
export { fieldModels, findFieldModel } from "./models/field-registry.js";
export type { Learned } from "./models/multiscale-sde/learned.js";
export {
  type MultiscaleFitOptions,
  type MultiscaleSde,
  multiscaleFromGroup,
  multiscaleSde,
} from "./models/multiscale-sde/multiscale-sde.js";
export type { MultiscaleSdeParameters } from "./models/multiscale-sde/parameters.js";
export type { MultiscalePosterior } from "./models/multiscale-sde/posterior.js";
export type { Executor, RunOptions, Task } from "./parallel/executor.js";
export type { Parameter, ParameterTable } from "./parameters.js";
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
export { digestGroup } from "./store/digest.js";
export type { Group, Variable } from "./store/group.js";
export type { Json, Progress, Provenance, RunControl } from "./types.js";
export { version } from "./version.js";

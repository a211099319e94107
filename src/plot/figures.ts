/** The figures, by kind: each takes a record of plain data and gives an SVG string. */
export { type BoundTraceRecord, boundTrace } from "./bound-trace.js";
export { type CalibrationRecord, calibration } from "./calibration.js";
export type { Band } from "./check.js";
export { type CoefficientEstimate, type CoefficientsRecord, coefficients } from "./coefficients.js";
export { type ErrorAgainstSizeRecord, errorAgainstSize } from "./error-against-size.js";
export {
  type ErrorByParameterRecord,
  errorByParameter,
  type ParameterSeries,
} from "./error-by-parameter.js";
export {
  type ErrorOverTimeRecord,
  type ErrorSeries,
  errorOverTime,
} from "./error-over-time.js";
export { type FieldMapsRecord, fieldMaps } from "./field-maps.js";
export { type FieldProfile, type FieldProfilesRecord, fieldProfiles } from "./field-profiles.js";
export {
  type FieldSnapshot,
  type FieldSnapshotsRecord,
  fieldSnapshots,
} from "./field-snapshots.js";
export { type LatentRecord, latentTrajectories } from "./latent-trajectories.js";
export { type OverTimeRecord, overTime, type TimeLine } from "./over-time.js";
export {
  type ProfileDeviationsRecord,
  type ProfileEstimate,
  profileDeviations,
} from "./profile-deviations.js";
export { type Profile, type ProfilesRecord, profiles } from "./profiles.js";
export { type RankHistogramRecord, rankHistograms } from "./rank-histogram.js";
export { type SpaceTimeRecord, spaceTime } from "./space-time.js";
export { type SpaceTimeComparisonRecord, spaceTimeComparison } from "./space-time-comparison.js";
export { type StateIntervalsRecord, stateIntervals } from "./state-intervals.js";
export { type Theme, themed } from "./theme.js";
export { type TraceLine, type TraceRecord, trace } from "./trace.js";
export { type TwoBinEntry, type TwoBinRecord, twoBin } from "./two-bin.js";

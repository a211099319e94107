import type { FieldGrid } from "../../dataset/field-grid.js";
import type { Provenance } from "../../types.js";
import type { DispersionGrowth } from "./dispersion-growth.js";
import type { FieldCoding, Form } from "./form.js";
import type { Learned } from "./learned.js";
import type { MultiscaleSdeParameters } from "./parameters.js";

/** What a fit leaves, and what a file holds. */
export interface MultiscaleFields {
  readonly provenance: Provenance;
  /** With the defaults of the form filled in. */
  readonly parameters: MultiscaleSdeParameters;
  readonly grid: FieldGrid;
  /** Times that were trained on: the first, their distance, and how many. */
  readonly timeStart: number;
  readonly timeStep: number;
  readonly snapshots: number;
  /** Training trajectories. */
  readonly sequences: number;
  readonly form: Form;
  readonly coding: FieldCoding;
  readonly learned: Learned;
  /** Factor on s and Psi in forecasts, from the validation trajectories; 1 where there are none. */
  readonly dispersionScale: number;
  /** How the noise grows away from the training states; where there is none, it does not. */
  readonly growth?: DispersionGrowth | undefined;
  /** Standard deviation of a snapshot's own state that observation noise causes, [d]; zeros where nothing was calibrated. */
  readonly startError: Float64Array;
  /** Standard deviation of what the decoder misses at each point, [...space]; zeros where nothing was calibrated. */
  readonly representation: Float32Array;
  /** By what share of itself the square of that has risen a training time after the start of a forecast; as the square of time. */
  readonly errorRise: number;
  readonly converged: boolean;
}

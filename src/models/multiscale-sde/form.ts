import type { FieldGrid } from "../../dataset/field-grid.js";
import type { FieldSource } from "../../dataset/field-source.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import type { Group, Variable } from "../../store/group.js";
import type { JsonObject } from "../../store/json.js";
import type { RunControl } from "../../types.js";
import type { LatentModel, NamedArray } from "./latent.js";
import type { Learned } from "./learned.js";
import type { MultiscaleSdeParameters } from "./parameters.js";
import type { PatchLayout } from "./training-distance.js";

/** What a form keeps in a file beside what it learned. */
export interface SavedCoding {
  readonly attributes: JsonObject;
  readonly variables: { readonly [name: string]: Variable };
}

/** What a snapshot with its noise tells of the latent state: N(mean, deviation^2). */
export interface LatentStart {
  /** [d] */
  readonly mean: Float64Array;
  /** [d] */
  readonly deviation: Float64Array;
}

/**
 * Fields to latent states and back, beside the decoder: what is observed of a field are q numbers that a linear map makes of it, and
 * the decoder gives their means.
 */
export interface FieldCodec {
  /** Latent state of a field, [d]. */
  encode(field: Float32Array): Float64Array;
  /** The posterior of the latent state given one noisy snapshot, where that has been learned. */
  readonly recognise?: ((field: Float32Array) => LatentStart) | undefined;
  /** Observed numbers of snapshots, [time][...space] -> [time][q]. */
  observe(fields: Float32Array): Float64Array;
  /** Fields of observed numbers, [q][column] -> [column][...space], or at some points alone, [column][place]. */
  fields(observed: Float64Array, columns: number, places?: Int32Array): Float32Array;
}

/** What a form makes latent states of. */
export interface FieldCoding {
  readonly model: LatentModel;
  /** What of a latent state tells how far it lies from those of training. */
  readonly patches: PatchLayout;
  /** With what of it is learned, if anything is. @throws InvalidData if that is not among the arrays */
  codec(arrays: readonly NamedArray[]): FieldCodec;
  /** Longest step that the learned drift bears, in units of time; none where that is not known. */
  longestStep?(arrays: readonly NamedArray[]): number;
  save(): SavedCoding;
}

/** Options of {@link PreparedForm.learn}. */
export interface LearnOptions extends RunControl {
  readonly seed: number;
  /** What an unfinished fit had learned. */
  readonly resume?: Learned | undefined;
  /** Receives what was learned so far, from time to time and when training fails or is interrupted. */
  readonly onCheckpoint?: ((learned: Learned) => void | Promise<void>) | undefined;
}

/** A form that has seen the training trajectories. */
export interface PreparedForm {
  readonly coding: FieldCoding;
  /** Latent states of training snapshots, [d][snapshot], unless their encoder is still to be learned. */
  readonly states?: Float64Array | undefined;
  /**
   * @throws NumericalFailure, naming step and parameter, if a gradient is not finite (the last good state goes to
   *   `onCheckpoint`); Interrupted if the signal fires (likewise)
   */
  learn(options: LearnOptions): Promise<Learned>;
}

/** Parameters that each form has defaults of its own for. */
export interface FormDefaults {
  readonly micro: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  /** Weight of the path term; see {@link MultiscaleSdeParameters}. */
  readonly weight: number;
  /** Longest step of a forecast, in units of the training time. */
  readonly step: number;
}

/** What latent states are made of, and how they move and are decoded. */
export interface Form {
  readonly name: string;
  /** Defaults on a grid. @throws InvalidData for grids that the form cannot bear */
  defaults(grid: FieldGrid): FormDefaults;
  /**
   * Looks at the training trajectories `sequences` of the source, which are asked for one at a time.
   *
   * @throws InvalidData for trajectories of other shapes, with numbers that are not finite, with fewer times than the window, on
   *   grids that the cells do not divide; InvalidParameter; Interrupted
   */
  prepare(
    network: NetworkKernel,
    source: FieldSource,
    sequences: readonly number[],
    parameters: MultiscaleSdeParameters,
    control: RunControl,
  ): Promise<PreparedForm>;
  /** The coding that {@link FieldCoding.save} laid out. @throws InvalidData if it is damaged */
  restore(
    network: NetworkKernel,
    grid: FieldGrid,
    parameters: MultiscaleSdeParameters,
    header: JsonObject,
    coding: Group | undefined,
  ): FieldCoding;
}

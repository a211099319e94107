import type { FieldGrid } from "../../dataset/field-grid.js";
import type { FieldSource } from "../../dataset/field-source.js";
import type { Variable } from "../../store/group.js";
import type { JsonObject } from "../../store/json.js";
import type { RunControl } from "../../types.js";

/** When the path of a state is wanted. */
export interface PathTimes {
  /** Time of the start. */
  readonly from: number;
  /** Rising, none before the start. */
  readonly times: Float64Array;
}

/** The path of a state at the times that were asked for. */
export interface StatePath {
  /** [time][d]; NaN where it has diverged. */
  readonly states: Float64Array;
  /** First time, as an index, at which it has left the finite numbers; -1 if it has not. */
  readonly divergedAt: number;
}

/** A law without noise of a short state, with what makes states of fields and fields of states. */
export interface StateLaw {
  readonly dimension: number;
  /** State of a field, [d]. */
  encode(field: Float32Array): Float64Array;
  /** @throws Interrupted */
  path(start: Float64Array, when: PathTimes, signal?: AbortSignal): StatePath;
  /** Fields of states, [state][d] -> [state][...space]. */
  decode(states: ArrayLike<number>, count: number): Float32Array;
}

/** What a fit leaves behind: everything a law is made of, as it is stored. */
export interface Learned {
  readonly attributes: JsonObject;
  readonly arrays: { readonly [name: string]: Variable };
}

/** What the fit of a baseline is given. */
export interface LearnRequest<P> extends RunControl {
  readonly source: FieldSource;
  readonly parameters: P;
  readonly timeStep: number;
  readonly seed: number;
}

/** What a law is made from. */
export interface LawRequest<P> {
  readonly grid: FieldGrid;
  readonly timeStep: number;
  readonly parameters: P;
  readonly learned: Learned;
}

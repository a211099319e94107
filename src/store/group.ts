import type { Json } from "../types.js";

/** Element types that the store writes. */
export type Values = Float64Array | Float32Array | Uint32Array | Int32Array | Uint8Array;

/** A named array with named dimensions: what Zarr calls an array and xarray a variable. */
export interface Variable {
  readonly values: Values;
  readonly shape: readonly number[];
  /** One name for each dimension; two variables sharing a name share its length. */
  readonly dimensions: readonly string[];
  readonly attributes?: { readonly [key: string]: Json };
  /** Chunk shape; one chunk for the whole array if absent. */
  readonly chunks?: readonly number[];
}

/** A tree of variables and attributes in memory; a Zarr group on disk. */
export interface Group {
  readonly attributes: { readonly [key: string]: Json };
  readonly variables: { readonly [name: string]: Variable };
  readonly groups: { readonly [name: string]: Group };
}

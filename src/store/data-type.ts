import type { Values } from "./group.js";

/** Zarr's names of the element types that the store writes. */
export type DataType = "float64" | "float32" | "uint32" | "int32" | "uint8";

const constructors = {
  float64: Float64Array,
  float32: Float32Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint8: Uint8Array,
} as const;

/** The element types, in words for messages. */
export const dataTypes = Object.keys(constructors) as readonly DataType[];

export function isDataType(name: unknown): name is DataType {
  return typeof name === "string" && Object.hasOwn(constructors, name);
}

/** Zarr's name of the type of `values`. */
export function dataTypeOf(values: Values): DataType {
  const found = dataTypes.find((name) => values instanceof constructors[name]);
  if (found === undefined) throw new TypeError("values of a variable must be a typed array");
  return found;
}

/** Bytes of one element. */
export function bytesPerElement(type: DataType): number {
  return constructors[type].BYTES_PER_ELEMENT;
}

/** Zeros. */
export function allocate(type: DataType, length: number): Values {
  return new constructors[type](length);
}

/**
 * The little-endian bytes of `values`, as a view. WebAssembly's hosts that this package runs on store
 * numbers little-endian themselves, so nothing is swapped.
 */
export function bytesOf(values: Values): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Values from little-endian bytes; copies where the bytes are not aligned. */
export function valuesOf(type: DataType, bytes: Uint8Array): Values {
  const aligned = bytes.byteOffset % bytesPerElement(type) === 0 ? bytes : bytes.slice();
  const length = bytes.byteLength / bytesPerElement(type);
  return new constructors[type](aligned.buffer as ArrayBuffer, aligned.byteOffset, length);
}

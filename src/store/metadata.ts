import { corruptFile, invalidData } from "../errors.js";
import type { Json } from "../types.js";
import { bytesPerElement, type DataType, dataTypeOf, dataTypes, isDataType } from "./data-type.js";
import type { Variable } from "./group.js";
import { canonical, firstDifference, isJsonObject, type JsonObject } from "./json.js";
import { zstdLevel } from "./zstd.js";

/** What the store needs to know of an array to read or write its chunks. */
export interface ArrayLayout {
  readonly type: DataType;
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly dimensions: readonly string[];
  readonly attributes: JsonObject;
}

/** Largest array that is read or written as one, in bytes: the length of a typed array has limits. */
export const largestArray = 2 ** 32;
/** Largest chunk, in bytes: the compressor holds a chunk and its frame in less than 2 GiB of memory. */
export const largestChunk = 2 ** 29;

/** Most chunks of one array: each is a file. */
export const mostChunks = 2 ** 24;

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** One chunk that covers a shape; a dimension of length 0 has chunks of 1, as Zarr asks for at least 1. */
export function wholeChunk(shape: readonly number[]): number[] {
  return shape.map((length) => Math.max(1, length));
}

/**
 * Layout of a variable.
 *
 * @throws InvalidData if its shape, dimensions, chunks and values do not fit each other
 */
export function layoutOf(variable: Variable, name: string): ArrayLayout {
  const { values, shape, dimensions } = variable;
  const layout: ArrayLayout = {
    type: dataTypeOf(values),
    shape,
    chunks: variable.chunks ?? wholeChunk(shape),
    dimensions,
    attributes: canonical(variable.attributes ?? {}, name) as JsonObject,
  };
  checkLayout(layout, name);
  if (sizeOf(shape) !== values.length) {
    throw invalidData(`variable ${name}`, `${sizeOf(shape)} values`, `${values.length}`);
  }
  return layout;
}

/** Checks a layout before it is written. @throws InvalidData if it is not one that can be read again */
export function checkLayout(layout: ArrayLayout, name: string): void {
  const fault = layoutFault(layout);
  if (fault !== undefined) throw invalidData(`variable ${name}`, fault[0], fault[1]);
}

/** What is wrong with a layout, as expected and received; undefined if nothing is. */
function layoutFault(layout: ArrayLayout): readonly [string, string] | undefined {
  const { shape, chunks, dimensions, type } = layout;
  const show = (list: readonly unknown[]) => `[${list.join(", ")}]`;
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    return ["a shape of whole numbers of at least 0", show(shape)];
  }
  if (!chunks.every((length) => Number.isSafeInteger(length) && length >= 1)) {
    return ["chunks of whole numbers of at least 1", show(chunks)];
  }
  if (chunks.length !== shape.length || dimensions.length !== shape.length) {
    return [
      "as many chunk lengths and dimension names as lengths",
      `shape ${show(shape)}, chunks ${show(chunks)}, dimensions ${show(dimensions)}`,
    ];
  }
  const width = bytesPerElement(type);
  if (!(sizeOf(shape) * width <= largestArray)) {
    return [`at most ${largestArray} bytes`, `shape ${show(shape)} of ${type}`];
  }
  if (!(sizeOf(chunks) * width <= largestChunk)) {
    return [`chunks of at most ${largestChunk} bytes`, `chunks ${show(chunks)} of ${type}`];
  }
  const pieces = sizeOf(shape.map((length, d) => Math.ceil(length / chunks[d])));
  if (pieces > mostChunks) return [`at most ${mostChunks} chunks`, `${pieces}`];
  return undefined;
}

/** Codecs of every array: little-endian, Zstandard, CRC-32C last so that it covers the stored bytes. */
function codecs(type: DataType): Json {
  const bytes =
    bytesPerElement(type) === 1
      ? { name: "bytes" }
      : { name: "bytes", configuration: { endian: "little" } };
  const zstd = { name: "zstd", configuration: { level: zstdLevel, checksum: false } };
  return [bytes, zstd, { name: "crc32c" }];
}

/** Value of a chunk that is not stored: NaN where there is one, so that a gap is seen. */
export function fillOf(type: DataType): number {
  return type.startsWith("float") ? Number.NaN : 0;
}

/** Metadata document of an array: Zarr core specification 3, "Array metadata". */
export function arrayDocument(layout: ArrayLayout): JsonObject {
  const { type } = layout;
  return {
    zarr_format: 3,
    node_type: "array",
    shape: layout.shape,
    data_type: type,
    chunk_grid: { name: "regular", configuration: { chunk_shape: layout.chunks } },
    chunk_key_encoding: { name: "default", configuration: { separator: "." } },
    fill_value: Number.isNaN(fillOf(type)) ? "NaN" : fillOf(type),
    codecs: codecs(type),
    attributes: layout.attributes,
    dimension_names: layout.dimensions,
    storage_transformers: [],
  };
}

/**
 * Metadata document of a group. `members` are the documents of all nodes below it by path; they go into
 * it as zarr-python's inline consolidated metadata, so that a reader opens the tree with one read.
 */
export function groupDocument(
  attributes: JsonObject,
  members: { readonly [path: string]: JsonObject },
): JsonObject {
  return {
    ...memberGroupDocument(attributes),
    consolidated_metadata: {
      kind: "inline",
      must_understand: false,
      metadata: canonicalOrder(members),
    },
  };
}

/** A group's document as it appears inside the consolidated metadata of another. */
export function memberGroupDocument(attributes: JsonObject): JsonObject {
  return { zarr_format: 3, node_type: "group", attributes };
}

function canonicalOrder(members: { readonly [path: string]: JsonObject }): JsonObject {
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((path) => [path, members[path]]),
  );
}

function isNumbers(value: Json | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}

function isStrings(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/**
 * Layout that an array's metadata document declares; nothing is allocated for it here.
 *
 * @param path of the file, for the message
 * @throws CorruptFile if the document is not one that this package writes, or asks for absurd memory
 */
export function parseArrayDocument(document: JsonObject, path: string): ArrayLayout {
  const { shape, data_type: type, dimension_names: dimensions, attributes = {} } = document;
  const wrong = (expected: string, received: unknown) =>
    corruptFile(path, expected, typeof received === "string" ? received : JSON.stringify(received));
  if (document.node_type !== "array" || document.zarr_format !== 3) {
    throw wrong("the metadata of a Zarr 3 array", { node_type: document.node_type ?? null });
  }
  if (!isDataType(type)) throw wrong(`data_type ${dataTypes.join(", ")}`, type ?? null);
  if (!isNumbers(shape)) throw wrong("a shape of numbers", shape ?? null);
  const grid = isJsonObject(document.chunk_grid) ? document.chunk_grid.configuration : undefined;
  const chunks = isJsonObject(grid) ? grid.chunk_shape : undefined;
  if (!isNumbers(chunks)) throw wrong("a regular chunk_grid", document.chunk_grid ?? null);
  if (!isStrings(dimensions)) throw wrong("dimension_names", dimensions ?? null);
  if (!isJsonObject(attributes)) throw wrong("attributes as an object", attributes);
  const layout: ArrayLayout = { type, shape, chunks, dimensions, attributes };
  const fault = layoutFault(layout);
  if (fault !== undefined) throw wrong(fault[0], fault[1]);
  const written = arrayDocument(layout);
  for (const key of ["codecs", "chunk_key_encoding", "chunk_grid", "fill_value"]) {
    if (firstDifference(document[key], written[key]) !== undefined) {
      throw wrong(`${key} ${JSON.stringify(written[key])}`, document[key] ?? null);
    }
  }
  return layout;
}

/**
 * Attributes and consolidated members of a group's metadata document.
 *
 * @throws CorruptFile if the document is not a group's
 */
export function parseGroupDocument(
  document: JsonObject,
  path: string,
): { readonly attributes: JsonObject; readonly members: readonly string[] } {
  const { attributes = {}, consolidated_metadata: consolidated } = document;
  if (document.node_type !== "group" || document.zarr_format !== 3 || !isJsonObject(attributes)) {
    throw corruptFile(path, "the metadata of a Zarr 3 group", JSON.stringify(document.node_type));
  }
  const members = isJsonObject(consolidated) ? consolidated.metadata : undefined;
  return { attributes, members: isJsonObject(members) ? Object.keys(members) : [] };
}

import { corruptFile, invalidData } from "../errors.js";

/** What safetensors calls the types that are read here, and their arrays. */
const arrayTypes = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const;

type TypeName = keyof typeof arrayTypes;

/** The arrays that safetensors can hold here. */
export type SafetensorsData = InstanceType<(typeof arrayTypes)[TypeName]>;

/** An array and its shape, row-major. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: SafetensorsData;
}

/** What a file holds. */
export interface Safetensors {
  readonly arrays: ReadonlyMap<string, NamedArray>;
  readonly metadata: ReadonlyMap<string, string>;
}

const lengthBytes = 8;
/** The format's own limit. */
const mostHeader = 100_000_000;
const metadataName = "__metadata__";

function typeOf(name: string, data: SafetensorsData): TypeName {
  for (const [type, array] of Object.entries(arrayTypes)) {
    if (data instanceof array) return type as TypeName;
  }
  throw invalidData(
    `array ${name}`,
    "a typed array of numbers",
    Object.prototype.toString.call(data),
  );
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function bytesOf(data: SafetensorsData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Arrays in the format safetensors of Hugging Face, version 1:
 *
 *     | length of header, uint64 | header, JSON | the arrays' bytes, one after the other |
 *
 * all little-endian. The same arrays give the same bytes. Wider types come first, so that each array is
 * aligned to its type.
 *
 * @throws InvalidData for a shape that is not the array's
 */
export function writeSafetensors(
  arrays: Iterable<readonly [string, NamedArray]>,
  metadata: Iterable<readonly [string, string]> = [],
): Uint8Array {
  const entries = [...arrays].map(([name, { shape, data }]) => {
    if (name === metadataName) throw invalidData("name of an array", `not ${name}`, name);
    if (countOf(shape) !== data.length) {
      throw invalidData(
        `array ${name}`,
        `${countOf(shape)} numbers for [${shape}]`,
        `${data.length}`,
      );
    }
    return { name, shape, data, type: typeOf(name, data) };
  });
  if (new Set(entries.map(({ name }) => name)).size < entries.length) {
    throw invalidData("names of arrays", "unique names", "one of them twice");
  }
  entries.sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: [string, unknown][] = [];
  const described = [...metadata];
  if (described.length > 0) header.push([metadataName, Object.fromEntries(described)]);
  let end = 0;
  for (const { name, shape, data, type } of entries) {
    const start = end;
    end += data.byteLength;
    header.push([name, { dtype: type, shape, data_offsets: [start, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / lengthBytes) * lengthBytes;
  const file = new Uint8Array(lengthBytes + padded + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.fill(0x20, lengthBytes, lengthBytes + padded);
  file.set(json, lengthBytes);
  let at = lengthBytes + padded;
  for (const { data } of entries) {
    file.set(bytesOf(data), at);
    at += data.byteLength;
  }
  return file;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function readHeader(
  bytes: Uint8Array,
  path: string,
): { header: Record<string, unknown>; from: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < lengthBytes ? undefined : view.getBigUint64(0, true);
  const most = Math.min(mostHeader, bytes.length - lengthBytes);
  if (length === undefined || length > most) {
    throw corruptFile(
      path,
      `a header of at most ${Math.max(0, most)} bytes`,
      `${length ?? "none"}`,
    );
  }
  const from = lengthBytes + Number(length);
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const header: unknown = JSON.parse(decoder.decode(bytes.subarray(lengthBytes, from)));
    if (isRecord(header)) return { header, from };
  } catch {
    // Neither text nor JSON: said below.
  }
  throw corruptFile(path, "a header that is a JSON object", "something else");
}

/** One array, copied out of the file. */
function readArray(bytes: Uint8Array, name: string, entry: unknown, path: string): NamedArray {
  const what = isRecord(entry) ? entry : {};
  const { dtype, shape, data_offsets: offsets } = what;
  const known = typeof dtype === "string" && Object.hasOwn(arrayTypes, dtype);
  if (!known || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    const expected = `for ${name}, a dtype of ${Object.keys(arrayTypes).join(", ")}, a shape and two offsets`;
    throw corruptFile(path, expected, JSON.stringify(entry));
  }
  const array = arrayTypes[dtype as TypeName];
  const [start, end] = offsets;
  const size = countOf(shape) * array.BYTES_PER_ELEMENT;
  if (end - start !== size || end > bytes.length) {
    const expected = `for ${name}, ${size} bytes within ${bytes.length}`;
    throw corruptFile(path, expected, `bytes ${start} to ${end}`);
  }
  const copy = bytes.slice(start, end);
  return { shape, data: new array(copy.buffer) };
}

function readMetadata(entry: unknown, path: string): Map<string, string> {
  const entries = Object.entries(isRecord(entry) ? entry : {});
  for (const [key, value] of entries) {
    if (typeof value !== "string") {
      throw corruptFile(path, `text for ${key} of the metadata`, JSON.stringify(value));
    }
  }
  return new Map(entries as [string, string][]);
}

/**
 * The arrays of a file in the format safetensors. Nothing is allocated beyond what the file itself holds.
 *
 * @param path as errors call the file
 * @throws CorruptFile for anything but such a file, for arrays that overlap or leave gaps, and for types
 *   that JavaScript has no array of
 */
export function readSafetensors(bytes: Uint8Array, path = "safetensors"): Safetensors {
  const { header, from } = readHeader(bytes, path);
  const data = bytes.subarray(from);
  const { [metadataName]: metadata, ...entries } = header;
  const arrays = new Map<string, NamedArray>();
  const ranges: number[][] = [];
  // Checked first, so that overlapping arrays cannot take more memory than the file has.
  for (const entry of Object.values(entries)) {
    if (isRecord(entry) && isSizes(entry.data_offsets)) ranges.push(entry.data_offsets);
  }
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let covered = 0;
  for (const [start, end] of ranges) {
    if (start !== covered) {
      throw corruptFile(path, "arrays one after the other", `byte ${start} after ${covered}`);
    }
    covered = end;
  }
  if (covered !== data.length) {
    throw corruptFile(path, `${covered} bytes of arrays`, `${data.length}`);
  }
  for (const [name, entry] of Object.entries(entries)) {
    arrays.set(name, readArray(data, name, entry, path));
  }
  return { arrays, metadata: readMetadata(metadata, path) };
}

import { corruptFile } from "../errors.js";
import { appendChecksum, removeChecksum } from "./crc32c.js";
import { bytesOf, bytesPerElement, valuesOf } from "./data-type.js";
import type { Values } from "./group.js";
import { type ArrayLayout, sizeOf } from "./metadata.js";
import { compress, decompress, frameContentSize } from "./zstd.js";

/** Key of a chunk inside its array's folder: Zarr's `default` encoding with ".", `c.0.3`. */
export function chunkName(position: readonly number[]): string {
  return ["c", ...position].join(".");
}

/** Stored bytes of a chunk's values: bytes, zstd, crc32c. */
export async function encodeChunk(values: Values): Promise<Uint8Array> {
  return appendChecksum(await compress(bytesOf(values)));
}

/**
 * The compressed frame of a chunk, after its checksum and its declared size have been checked.
 *
 * @returns the frame, or what was found instead, in words
 */
function openFrame(sealed: Uint8Array, layout: ArrayLayout): Uint8Array | string {
  const frame = removeChecksum(sealed);
  if (frame === undefined) return `${sealed.length} bytes whose CRC-32C checksum fails`;
  const declared = frameContentSize(frame);
  return declared === chunkBytes(layout) ? frame : `a frame of ${declared ?? "unknown"} bytes`;
}

function chunkBytes(layout: ArrayLayout): number {
  return sizeOf(layout.chunks) * bytesPerElement(layout.type);
}

/** Whether stored bytes are a whole chunk: its checksum and its declared size hold. */
export function isIntact(sealed: Uint8Array, layout: ArrayLayout): boolean {
  return typeof openFrame(sealed, layout) !== "string";
}

/**
 * Values of a stored chunk, in the chunk's full shape.
 *
 * @param path of the file, for the message
 * @throws CorruptFile if it is torn, fails its checksum, or holds another number of bytes
 */
export async function decodeChunk(
  sealed: Uint8Array,
  layout: ArrayLayout,
  path: string,
): Promise<Values> {
  const expected = `a zstd frame of ${chunkBytes(layout)} bytes and its checksum`;
  const frame = openFrame(sealed, layout);
  if (typeof frame === "string") throw corruptFile(path, expected, frame, recover);
  let bytes: Uint8Array;
  try {
    bytes = await decompress(frame);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw corruptFile(path, expected, `a frame that does not decompress (${reason})`, recover);
  }
  if (bytes.length !== chunkBytes(layout)) {
    throw corruptFile(path, expected, `a frame of ${bytes.length} bytes`, recover);
  }
  return valuesOf(layout.type, bytes);
}

const recover = "Make it again: simulate with --resume, or run the command that wrote it.";

import { registry } from "zarrita";

/**
 * Zstandard, RFC 8878, by zarrita's codec: libzstd compiled to WebAssembly and carried inside its
 * module, so that nothing is fetched.
 */

/** Compression level of everything written; fixed, so that the same content gives the same bytes. */
export const zstdLevel = 3;

interface BytesCodec {
  encode(bytes: Uint8Array): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<Uint8Array>;
}

let loaded: Promise<BytesCodec> | undefined;

async function load(): Promise<BytesCodec> {
  const entry = await registry.get("zstd")?.();
  if (entry === undefined) throw new Error("zarrita registers no zstd codec");
  const meta = { dataType: "uint8", shape: [], codecs: [], fillValue: 0 } as const;
  return entry.fromConfig({ level: zstdLevel, checksum: false }, meta as never) as BytesCodec;
}

function codec(): Promise<BytesCodec> {
  loaded ??= load();
  return loaded;
}

/** One frame with its content size in its header. */
export async function compress(bytes: Uint8Array): Promise<Uint8Array> {
  return (await codec()).encode(bytes);
}

/** The content of a frame. @throws Error if the frame is not valid */
export async function decompress(frame: Uint8Array): Promise<Uint8Array> {
  return (await codec()).decode(frame);
}

const magic = 0xfd2fb528;

/**
 * Content size that a frame's header declares (RFC 8878, 3.1.1.1), in bytes; undefined if it declares
 * none or is no frame. Asked before decompressing, so that a damaged or hostile frame cannot ask for
 * more memory than its chunk has.
 */
export function frameContentSize(frame: Uint8Array): number | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame.length < 6 || view.getUint32(0, true) !== magic) return undefined;
  const descriptor = frame[4];
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryIdSize = [0, 1, 2, 4][descriptor & 3];
  const size = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6];
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryIdSize;
  if (size === 0 || frame.length < at + size) return undefined;
  if (size === 1) return frame[at];
  if (size === 2) return view.getUint16(at, true) + 256;
  if (size === 4) return view.getUint32(at, true);
  return Number(view.getBigUint64(at, true));
}

import { corruptFile } from "../errors.js";

/** An array of NumPy's format, in memory order. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

type Read = (view: DataView, at: number, little: boolean) => number;

/** By the letter and the bytes of a `descr`. */
const types: { readonly [descr: string]: Read } = {
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  b1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/** Bytes of the header's text and where it begins, by the format's version. */
function headerAt(view: DataView): { readonly from: number; readonly length: number } {
  return view.getUint8(6) === 1
    ? { from: 10, length: view.getUint16(8, true) }
    : { from: 12, length: view.getUint32(8, true) };
}

/**
 * Reads a file that `numpy.save` wrote (numpy.lib.format, versions 1 to 3): real numbers or integers in C order.
 *
 * @param path for messages
 * @throws CorruptFile if it is none, is torn, or has another type or order
 */
export function readNpy(bytes: Uint8Array, path: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = String.fromCharCode(...bytes.subarray(1, 6));
  if (bytes.length < 12 || bytes[0] !== 0x93 || magic !== "NUMPY") {
    throw corruptFile(path, "an array that numpy.save wrote", "another file");
  }
  const { from, length } = headerAt(view);
  const header = new TextDecoder().decode(bytes.subarray(from, from + length));
  const [, order, type] = /'descr': *'([<>|=])(\w\d)'/.exec(header) ?? [];
  const read = types[type ?? ""];
  const shape = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1];
  if (read === undefined || shape === undefined || !/'fortran_order': *False/.test(header)) {
    const recover = "Write it as numpy.save(path, numpy.ascontiguousarray(array, dtype='f4')).";
    throw corruptFile(path, "numbers in C order", header.trim(), recover);
  }
  const sizes = shape.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number(part)]));
  const volume = sizes.reduce((product, n) => product * n, 1);
  const width = Number(type.slice(1));
  const begin = from + length;
  if (bytes.length - begin !== volume * width) {
    throw corruptFile(path, `${volume * width} bytes of data`, `${bytes.length - begin}`);
  }
  const values = type === "f4" ? new Float32Array(volume) : new Float64Array(volume);
  for (let i = 0; i < volume; i++) values[i] = read(view, begin + i * width, order !== ">");
  return { shape: sizes, values };
}

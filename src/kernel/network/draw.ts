import type { Region } from "../memory.js";
import type { Functions, Values } from "./values.js";

const two32 = 4294967296;

/** A stream of random numbers; opened anew for each use. */
export type NetworkStream = Region<Uint32Array>;

/** Room for a stream's state. */
export function reserveStream({ arena }: Functions): NetworkStream {
  return arena.u32(16);
}

function open({ kernel }: Functions, stream: NetworkStream, seed: number, a: number, b: number) {
  kernel.exports.streamOpen(stream.pointer, seed % two32, Math.floor(seed / two32), a, b);
}

/**
 * Fills y with the standard normals of a seed and two ids from 0 to 2^32 - 1. Both precisions draw the same
 * numbers, each to its own rounding.
 */
export function drawNormals(
  functions: Functions,
  stream: NetworkStream,
  seed: number,
  a: number,
  b: number,
  y: Values,
): void {
  open(functions, stream, seed, a, b);
  functions.call.normal(stream.pointer, y.pointer, y.length);
}

/** n uniforms on (0, 1) of a seed and two ids. */
export function drawUniforms(
  functions: Functions,
  stream: NetworkStream,
  seed: number,
  a: number,
  b: number,
  n: number,
): Float64Array {
  open(functions, stream, seed, a, b);
  const { arena, kernel } = functions;
  const mark = arena.mark();
  const room = arena.f64(n);
  kernel.exports.fillUniform(stream.pointer, room.pointer, n);
  const drawn = room.view.slice();
  arena.release(mark);
  return drawn;
}

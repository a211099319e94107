/** Plain micro steps and bins of walkers, on the reference stream. */
import type { ReferenceStream } from "./xoshiro.js";

const two32 = 4294967296;

/** One walker's jump for a 32-bit number: right below R, left from L on. */
function jumpOf(word: number, right: number, left: number): number {
  return (word < right ? 1 : 0) - (word >= left ? 1 : 0);
}

/**
 * Micro steps as the kernel defines them: 8 bits per walker and step, top bit flipped; after each chunk of
 * 127 steps, 24 more bits for each tie with an edge's high byte: of a walker's ties first those with the
 * right edge, then those with the left one.
 */
export function microSteps(
  stream: ReferenceStream,
  net: Int32Array,
  steps: number,
  pLeft: number,
  pRight: number,
): void {
  const right = Math.round(pRight * two32);
  const left = Math.max(two32 - Math.round(pLeft * two32), right);
  const byteOf = (edge: number) => Math.min(Math.floor(edge / 2 ** 24), 255);
  const rightByte = byteOf(right);
  const leftByte = byteOf(left);
  for (let first = 0; first < net.length; first += 16) {
    for (let done = 0; done < steps; done += 127) {
      const chunk = Math.min(127, steps - done);
      const ties = Array.from({ length: 16 }, () => ({ right: 0, left: 0 }));
      for (let step = 0; step < chunk; step++) {
        const words = stream.block();
        for (let lane = 0; lane < 16 && first + lane < net.length; lane++) {
          const byte = ((words[lane >> 2] >>> (8 * (lane & 3))) & 255) ^ 128;
          if (byte === rightByte) ties[lane].right++;
          else if (byte === leftByte) ties[lane].left++;
          else net[first + lane] += jumpOf(byte * 2 ** 24, right, left);
        }
      }
      let spare: number[] = [];
      for (let lane = 0; lane < 16 && first + lane < net.length; lane++) {
        for (const [count, byte] of [
          [ties[lane].right, rightByte],
          [ties[lane].left, leftByte],
        ]) {
          for (let i = 0; i < count; i++) {
            if (spare.length === 0) spare = stream.block();
            const rest = (spare.shift() as number) >>> 8;
            net[first + lane] += jumpOf(byte * 2 ** 24 + rest, right, left);
          }
        }
      }
    }
  }
}

/** Bin of the place x0 + jump net, wrapped into [low, low + width). */
export function binOf(
  x0: number,
  net: number,
  jump: number,
  [low, high]: readonly [number, number],
  bins: number,
): number {
  const turns = (x0 + jump * net - low) / (high - low);
  return Math.floor((turns - Math.floor(turns)) * bins);
}

/** Sixteen lanes whose walkers decide one by one on a jump, on the reference stream. */
import type { ReferenceStream } from "./xoshiro.js";

export const two32 = 4294967296;

/** A walker goes right if a number of 32 bits is below `right`, left if its complement is below `left`. */
export interface Thresholds {
  readonly right: number;
  readonly left: number;
}

/** A probability as a threshold. */
export const threshold = (p: number) =>
  Math.floor(Math.min(Math.max(p || 0, 0) * two32 + 0.5, two32 - 1));

/** Jumps right and left, by lane. */
export interface Jumps {
  readonly right: number[];
  readonly left: number[];
}

/**
 * A byte for each of a lane's walkers, top bit flipped, against the high bytes of the thresholds; then, lane by
 * lane, a word for each tie, whose low bit says with which threshold unless both edges share the byte.
 */
export function oneByOne(
  stream: ReferenceStream,
  counts: readonly number[],
  thresholds: readonly Thresholds[],
  twoWays: boolean,
): Jumps {
  const right = counts.map(() => 0);
  const left = counts.map(() => 0);
  const blocks = Array.from({ length: Math.max(...counts) }, () => stream.block());
  let words: number[] = [];
  counts.forEach((count, lane) => {
    const edges = thresholds[lane];
    const rightEdge = Math.floor(edges.right / 2 ** 24);
    const leftEdge = 255 - Math.floor(edges.left / 2 ** 24);
    let ties = 0;
    for (const block of blocks.slice(0, count)) {
      const byte = ((block[lane >> 2] >>> (8 * (lane & 3))) & 255) ^ 128;
      if (byte < rightEdge) right[lane]++;
      else if (twoWays && byte > leftEdge) left[lane]++;
      else if (byte === rightEdge || (twoWays && byte === leftEdge)) ties++;
    }
    for (; ties > 0; ties--) {
      if (words.length === 0) words = stream.block();
      const word = words.shift() as number;
      const both = rightEdge === leftEdge && twoWays;
      const rest = word >>> 8;
      const mayRight = !twoWays || both || word % 2 === 0;
      const mayLeft = twoWays && (both || word % 2 === 1);
      if (mayRight && rest < edges.right % 2 ** 24) right[lane]++;
      else if (mayLeft && 2 ** 24 - 1 - rest < edges.left % 2 ** 24) left[lane]++;
    }
  });
  return { right, left };
}

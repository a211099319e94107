/** Plain micro steps and bins of walkers, on the reference stream. */
import type { ReferenceStream } from "./xoshiro.js";

const two32 = 4294967296;

/**
 * Decides `counts[lane]` steps of sixteen walkers by the law of going right below `right` and left from
 * `left` on, of 2^32: a byte each, top bit flipped; then, walker by walker, a word for each tie with an edge's
 * high byte, whose low bit says with which unless both edges share it.
 */
function decide(
  stream: ReferenceStream,
  counts: readonly number[],
  right: number,
  left: number,
): number[] {
  const byteOf = (edge: number) => Math.min(Math.floor(edge / 2 ** 24), 255);
  const [rightByte, leftByte] = [byteOf(right), byteOf(left)];
  const jumps = counts.map(() => 0);
  const ties = counts.map(() => 0);
  for (let k = 0; k < Math.max(...counts); k++) {
    const words = stream.block();
    counts.forEach((count, lane) => {
      const byte = ((words[lane >> 2] >>> (8 * (lane & 3))) & 255) ^ 128;
      if (k >= count) return;
      if (byte < rightByte) jumps[lane]++;
      else if (byte > leftByte) jumps[lane]--;
      if (byte === rightByte || byte === leftByte) ties[lane]++;
    });
  }
  let spare: number[] = [];
  ties.forEach((count, lane) => {
    for (let i = 0; i < count; i++) {
      if (spare.length === 0) spare = stream.block();
      const word = spare.shift() as number;
      const both = rightByte === leftByte;
      const rest = word >>> 8;
      if ((both || word % 2 === 0) && rightByte * 2 ** 24 + rest < right) jumps[lane]++;
      else if ((both || word % 2 === 1) && leftByte * 2 ** 24 + rest >= left) jumps[lane]--;
    }
  });
  return jumps;
}

/** Edges on the scale of 2^32 of a law of right and left jumps. */
function edges(pRight: number, pLeft: number): { right: number; left: number } {
  const scaled = (p: number) => Math.floor(Math.min(Math.max(p * two32 + 0.5, 0), two32));
  return { right: scaled(pRight), left: Math.max(two32 - scaled(pLeft), scaled(pRight)) };
}

/**
 * Micro steps as the kernel defines them: of sixteen walkers, six at a time, 4 bits for each, the low ones of
 * a byte before its high ones. What 4 bits leave open is decided by {@link decide} once a walker has more
 * than 31 open steps after 96, and at the end; steps that fill no six are decided so from the start.
 */
export function microSteps(
  stream: ReferenceStream,
  net: Int32Array,
  steps: number,
  pLeft: number,
  pRight: number,
): void {
  const lefts = Math.floor(16 * pLeft);
  const rights = Math.floor(16 * pRight);
  const pStay = Math.max(1 - pLeft - pRight, 0);
  const stays = Math.min(Math.floor(16 * pStay), 16 - lefts - rights);
  const open = 16 - lefts - rights - stays;
  const rest = edges((16 * pRight - rights) / open, (16 * pLeft - lefts) / open);
  const whole = edges(pRight, pLeft);
  for (let first = 0; first < net.length; first += 16) {
    let counts = new Array<number>(16).fill(0);
    const add = (lane: number, jumps: number) => {
      if (first + lane < net.length) net[first + lane] += jumps;
    };
    const sixes = Math.floor(steps / 6);
    for (let block = 0; block < 3 * sixes; block++) {
      const words = stream.block();
      for (let lane = 0; lane < 16; lane++) {
        const byte = (words[lane >> 2] >>> (8 * (lane & 3))) & 255;
        for (const bits of [byte & 15, byte >> 4]) {
          if (bits < lefts) add(lane, -1);
          else if (bits < lefts + rights) add(lane, 1);
          else if (bits >= 16 - open) counts[lane]++;
        }
      }
      const done = block + 1 === 3 * sixes;
      const full = (block + 1) % 48 === 0 && Math.max(...counts) > 31;
      if (!(done || full) || Math.max(...counts) === 0) continue;
      decide(stream, counts, rest.right, rest.left).forEach((jumps, lane) => {
        add(lane, jumps);
      });
      counts = counts.map(() => 0);
    }
    if (steps % 6 === 0) continue;
    const left = counts.map(() => steps % 6);
    decide(stream, left, whole.right, whole.left).forEach((jumps, lane) => {
      add(lane, jumps);
    });
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

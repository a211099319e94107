/** Independent walkers in plain JavaScript. */
import type { DisplacementLaw } from "../../src/kernel/displacement-law.js";

const two32 = 4294967296;

/** State of the sfc32 generator; kept in locals while it runs. */
export type Sfc32 = [number, number, number, number];

export function sfc32(seed: number): Sfc32 {
  const state: Sfc32 = [0, seed, 0, 1];
  const word = () => {
    const [a, b, c, d] = state;
    const t = (a + b + d) | 0;
    state[3] = (d + 1) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + t) | 0;
  };
  for (let i = 0; i < 12; i++) word();
  return state;
}

/**
 * What two bytes, one for each of two steps, decide: net jumps + 2^12 ties with the right edge + 2^22 ties
 * with the left edge. A sum of entries keeps the three apart for up to 1000 steps.
 */
export function stepTable(pLeft: number, pRight: number): Int32Array {
  const right = Math.round(pRight * two32) >>> 24;
  const left = (two32 - Math.round(pLeft * two32)) >>> 24;
  const one = (byte: number) => {
    if (byte === right) return 1 << 12;
    if (byte === left) return 1 << 22;
    return byte < right ? 1 : byte > left ? -1 : 0;
  };
  return Int32Array.from({ length: 65536 }, (_, word) => one(word & 255) + one(word >>> 8));
}

/**
 * Adds micro steps to the net displacements: a word of random bits makes four, by two look-ups; steps
 * whose byte ties with an edge take 24 bits more. `steps` is a multiple of 4, at most 1000.
 */
export function microStepsJs(
  net: Int32Array,
  steps: number,
  pLeft: number,
  pRight: number,
  table: Int32Array,
  state: Sfc32,
): void {
  let [a, b, c, d] = state;
  const rightRest = Math.round(pRight * two32) & 0xffffff;
  const leftRest = (two32 - Math.round(pLeft * two32)) & 0xffffff;
  for (let i = 0; i < net.length; i++) {
    let sum = 0;
    for (let k = 0; k < steps; k += 4) {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      sum = (sum + table[t & 0xffff] + table[t >>> 16]) | 0;
    }
    let jumps = ((sum + 2048) & 4095) - 2048;
    const ties = (sum - jumps) >> 12;
    const rightTies = ties & 1023;
    const all = rightTies + (ties >> 10);
    for (let k = 0; k < all; k++) {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      const rest = t >>> 8;
      if (k < rightTies) jumps += rest < rightRest ? 1 : 0;
      else jumps -= rest >= leftRest ? 1 : 0;
    }
    net[i] += jumps;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** An alias table of 256 cells: outcome and 24-bit threshold of each. */
export interface AliasJs {
  readonly first: number;
  readonly threshold: Int32Array;
  readonly alias: Int32Array;
}

/** Vose's construction of the alias table; the law has at most 256 outcomes. */
export function aliasJs({ first, probabilities }: DisplacementLaw): AliasJs {
  const scaled = new Float64Array(256);
  for (let i = 0; i < probabilities.length; i++) scaled[i] = probabilities[i] * 256;
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < 256; i++) (scaled[i] < 1 ? small : large).push(i);
  const threshold = new Int32Array(256).fill(1 << 24);
  const alias = Int32Array.from({ length: 256 }, (_, i) => i);
  while (small.length > 0 && large.length > 0) {
    const low = small.pop() as number;
    const high = large[large.length - 1];
    threshold[low] = Math.round(scaled[low] * 16777216);
    alias[low] = high;
    scaled[high] -= 1 - scaled[low];
    if (scaled[high] < 1) small.push(large.pop() as number);
  }
  return { first, threshold, alias };
}

/** Adds a draw of the law to each net displacement: one word of random bits each. */
export function leapJs(net: Int32Array, { first, threshold, alias }: AliasJs, state: Sfc32): void {
  let [a, b, c, d] = state;
  for (let i = 0; i < net.length; i++) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    const cell = t & 255;
    net[i] += first + (t >>> 8 < threshold[cell] ? cell : alias[cell]);
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

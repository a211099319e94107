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
 * What 16 bits, four for each of four steps, decide: net jumps + 2^12 steps that four bits leave open. A sum
 * of entries keeps the two apart for up to 2000 steps.
 */
export function stepTable(pLeft: number, pRight: number): Int32Array {
  const [lefts, rights, stays] = [pLeft, pRight, 1 - pLeft - pRight].map((p) => Math.floor(16 * p));
  const one = (bits: number) => {
    if (bits < lefts) return -1;
    if (bits < lefts + rights) return 1;
    return bits < lefts + rights + stays ? 0 : 1 << 12;
  };
  return Int32Array.from({ length: 65536 }, (_, word) => {
    return one(word & 15) + one((word >>> 4) & 15) + one((word >>> 8) & 15) + one(word >>> 12);
  });
}

/**
 * Adds micro steps to the net displacements: a word of random bits makes eight, by two look-ups. What they
 * leave open is decided by 16 bits each, and 16 more where these tie with an edge. `steps` is a multiple of
 * 16, at most 2000.
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
  const [lefts, rights, stays] = [pLeft, pRight, 1 - pLeft - pRight].map((p) => Math.floor(16 * p));
  const open = 16 - lefts - rights - stays;
  const right = Math.round(((16 * pRight - rights) / open) * two32);
  const left = two32 - Math.round(((16 * pLeft - lefts) / open) * two32);
  const rightHigh = Math.floor(right / 65536);
  const leftHigh = Math.floor(left / 65536);
  /** What 16 more bits say of a tie, beyond what the first have said. */
  const settle = (high: number) => {
    const word = high * 65536 + Math.floor(Math.random() * 65536);
    return (
      (high === rightHigh && word < right ? 1 : 0) + (high === leftHigh && word < left ? 1 : 0)
    );
  };
  for (let i = 0; i < net.length; i++) {
    let sum = 0;
    for (let k = 0; k < steps; k += 16) {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      const u = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + u) | 0;
      sum = (sum + table[t & 0xffff] + table[t >>> 16]) | 0;
      sum = (sum + table[u & 0xffff] + table[u >>> 16]) | 0;
    }
    let jumps = ((sum + 2048) & 4095) - 2048;
    for (let todo = (sum - jumps) >> 12; todo > 0; todo -= 2) {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      const high = t & 0xffff;
      // 1 where negative.
      jumps += ((high - rightHigh) >>> 31) - ((leftHigh - 1 - high) >>> 31);
      if (high === rightHigh || high === leftHigh) jumps += settle(high);
      if (todo === 1) break;
      const next = t >>> 16;
      jumps += ((next - rightHigh) >>> 31) - ((leftHigh - 1 - next) >>> 31);
      if (next === rightHigh || next === leftHigh) jumps += settle(next);
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

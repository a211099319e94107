import { invalidData, invalidParameter } from "../errors.js";
import type { RandomExports } from "./abi.js";
import type { Kernel } from "./instantiate.js";
import type { Arena, Region } from "./memory.js";

/** What these kernels have in common with those of fields. */
interface Drawing {
  readonly call: Pick<RandomExports, "streamOpen" | "fillUniform" | "fillNormal">;
  readonly arena: Arena;
}

/**
 * A stream of random numbers: the state of four lanes of xoshiro128++ in a kernel's memory. It lives in
 * the kernel's arena, and no longer than an arena mark below it is released.
 */
export interface Stream {
  readonly pointer: number;
}

const two32 = 4294967296;

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < two32;
}

function checkCount(parameter: string, value: number): void {
  if (!isCount(value)) throw invalidParameter(parameter, "an integer from 0 to 2^32 - 1", value);
}

/** @throws InvalidParameter unless `seed` is a non-negative safe integer */
export function checkSeed(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw invalidParameter("seed", "a non-negative safe integer", seed);
  }
}

/**
 * Opens the stream of a seed and two ids, such as a sequence and a purpose. Streams of different
 * (seed, a, b) are independent for every practical purpose.
 *
 * @param seed a non-negative safe integer
 * @param a from 0 to 2^32 - 1
 * @param b from 0 to 2^32 - 1
 * @throws InvalidParameter
 */
export function openStream(kernel: Drawing, seed: number, a = 0, b = 0): Stream {
  checkSeed(seed);
  checkCount("stream id a", a);
  checkCount("stream id b", b);
  const state = kernel.arena.u32(16);
  kernel.call.streamOpen(state.pointer, seed % two32, Math.floor(seed / two32), a, b);
  return { pointer: state.pointer };
}

/** Fills `region` with uniforms on (0, 1): odd multiples of 2^-53, so never 0 or 1. */
export function fillUniform(kernel: Drawing, stream: Stream, region: Region<Float64Array>): void {
  kernel.call.fillUniform(stream.pointer, region.pointer, region.length);
}

/** Fills `region` with standard normals. */
export function fillNormal(kernel: Drawing, stream: Stream, region: Region<Float64Array>): void {
  kernel.call.fillNormal(stream.pointer, region.pointer, region.length);
}

/**
 * Fills `region` with numbers of Gamma(shape, rate 1). Below the smallest number they are 0, which
 * happens for shapes below about .05.
 *
 * @throws InvalidParameter unless shape is positive and finite
 */
export function fillGamma(
  kernel: Kernel,
  stream: Stream,
  shape: number,
  region: Region<Float64Array>,
): void {
  if (!(shape > 0 && shape < Infinity)) {
    throw invalidParameter("shape", "a positive finite number", shape);
  }
  kernel.call.fillGamma(stream.pointer, shape, region.pointer, region.length);
}

/**
 * One draw of Binomial(n, p), exact to rounding.
 *
 * @param n from 0 to 2^32 - 1
 * @throws InvalidParameter
 */
export function binomial(kernel: Kernel, stream: Stream, n: number, p: number): number {
  checkCount("n", n);
  if (!(p >= 0 && p <= 1)) throw invalidParameter("p", "a probability", p);
  return kernel.call.binomial(stream.pointer, n, p) >>> 0;
}

function checkWeights(what: string, weights: Float64Array): void {
  let sum = 0;
  for (const weight of weights) {
    if (!(weight >= 0)) throw invalidData(what, "numbers of at least 0", String(weight));
    sum += weight;
  }
  if (!(sum > 0 && sum < Infinity)) {
    throw invalidData(what, "a positive finite sum", String(sum));
  }
}

/**
 * One draw of Multinomial(total, probabilities / their sum); the counts sum to `total` exactly.
 *
 * @param probabilities shape [bin]; need not sum to 1
 * @param total from 0 to 2^32 - 1
 * @param counts shape [bin]
 * @throws InvalidParameter for the total; InvalidData for negative, NaN or all-zero probabilities, or
 *   counts of another shape
 */
export function multinomial(
  kernel: Kernel,
  stream: Stream,
  probabilities: Region<Float64Array>,
  total: number,
  counts: Region<Uint32Array>,
): void {
  checkCount("total", total);
  checkWeights("probabilities", probabilities.view);
  if (counts.length !== probabilities.length) {
    throw invalidData("counts", `${probabilities.length} bins`, `${counts.length}`);
  }
  const mark = kernel.arena.mark();
  const scratch = kernel.arena.f64(probabilities.length);
  kernel.call.multinomial(
    stream.pointer,
    probabilities.pointer,
    probabilities.length,
    total,
    counts.pointer,
    scratch.pointer,
  );
  kernel.arena.release(mark);
}

/**
 * Splits each count at random into `factor` equally likely parts: counts on a grid `factor` times finer,
 * for walkers that are uniform within their bin.
 *
 * @param counts shape [bin]
 * @param out shape [bin * factor]
 * @throws InvalidParameter for the factor; InvalidData for an `out` of another shape
 */
export function splitEvenly(
  kernel: Kernel,
  stream: Stream,
  counts: Region<Uint32Array>,
  factor: number,
  out: Region<Uint32Array>,
): void {
  if (!Number.isInteger(factor) || factor < 1) {
    throw invalidParameter("factor", "a positive integer", factor);
  }
  if (out.length !== counts.length * factor) {
    throw invalidData("finer counts", `${counts.length * factor} bins`, `${out.length}`);
  }
  kernel.call.splitEvenly(stream.pointer, counts.pointer, counts.length, factor, out.pointer);
}

/** An alias table in a kernel's memory: draws an index of its weights in constant time. */
export interface AliasTable {
  readonly pointer: number;
  /** The table has 2^logSize cells. */
  readonly logSize: number;
  /** Number of outcomes. */
  readonly length: number;
}

const maxLogSize = 24;

/**
 * Builds the alias table of a law proportional to `weights`. Probabilities are right to 2^-32.
 *
 * @throws InvalidData for negative, NaN or all-zero weights, or more than 2^24 of them
 */
export function aliasTable(kernel: Kernel, weights: Float64Array): AliasTable {
  checkWeights("weights", weights);
  if (weights.length > 1 << maxLogSize) {
    throw invalidData("weights", `at most 2^${maxLogSize} outcomes`, `${weights.length}`);
  }
  let logSize = 1;
  while (1 << logSize < weights.length) logSize++;
  const size = 1 << logSize;
  const table = kernel.arena.u32(2 * size);
  const mark = kernel.arena.mark();
  const copy = kernel.arena.copyF64(weights);
  const scratch = kernel.arena.u32(3 * size);
  kernel.call.aliasBuild(copy.pointer, weights.length, logSize, table.pointer, scratch.pointer);
  kernel.arena.release(mark);
  return { pointer: table.pointer, logSize, length: weights.length };
}

/** Fills `out` with independent draws from the table, each plus `first`. */
export function aliasDraw(
  kernel: Kernel,
  stream: Stream,
  table: AliasTable,
  out: Region<Int32Array>,
  first = 0,
): void {
  kernel.call.aliasDraw(
    stream.pointer,
    table.pointer,
    table.logSize,
    first,
    out.pointer,
    out.length,
    0,
  );
}

import { invalidData } from "../errors.js";
import {
  checkJumpProbabilities,
  checkSteps,
  type DisplacementLaw,
  netDisplacementLaw,
} from "./displacement-law.js";
import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";
import { aliasTable, type Stream } from "./random.js";

export { type DisplacementLaw, netDisplacementLaw } from "./displacement-law.js";

/** Ends of a periodic domain [low, high). */
export type Domain = readonly [number, number];

function checkWalkers(what: string, expected: number, received: number): void {
  if (expected !== received) {
    throw invalidData(what, `one number for each of ${expected} walkers`, `${received}`);
  }
}

/**
 * Places counts[j] walkers uniformly within bin j, bin after bin.
 *
 * @param counts shape [bin]
 * @param x0 start positions, shape [walker]
 * @throws InvalidData unless the counts sum to the number of walkers
 */
export function walkersPlace(
  kernel: Kernel,
  stream: Stream,
  counts: Region<Uint32Array>,
  domain: Domain,
  x0: Region<Float64Array>,
): void {
  let walkers = 0;
  for (const count of counts.view) walkers += count;
  checkWalkers("start positions", walkers, x0.length);
  kernel.call.walkersPlace(
    stream.pointer,
    counts.pointer,
    counts.length,
    domain[0],
    domain[1] - domain[0],
    x0.pointer,
  );
}

/**
 * Adds `steps` micro steps to the net displacement of every walker: each +1 with probability `pRight`,
 * -1 with `pLeft`, else 0. Probabilities are right to 2^-32.
 *
 * @param net whole jumps, shape [walker]
 * @throws InvalidParameter
 */
export function walkersMicroSteps(
  kernel: Kernel,
  stream: Stream,
  net: Region<Int32Array>,
  steps: number,
  pLeft: number,
  pRight: number,
): void {
  checkJumpProbabilities(pLeft, pRight);
  checkSteps(steps);
  kernel.call.walkersMicroSteps(stream.pointer, net.pointer, net.length, steps, pLeft, pRight);
}

/** The law of the net displacement of a number of micro steps, ready to be drawn from. */
export interface LeapTable {
  /** Which table it is: of bytes, found by 16 random bits, where the outcomes are few enough. */
  readonly condensed: boolean;
  readonly pointer: number;
  /** Cells of the alias table are 2^logSize. */
  readonly logSize: number;
  /** Displacement of the table's outcome 0. */
  readonly first: number;
  readonly steps: number;
}

/** Outcomes that a byte tells apart, beside the mark for none of them. */
const mostOfBytes = 255;
const bytesOfTable = 16384;

/**
 * The table for {@link walkersLeap}: the exact law of `steps` micro steps. It lives in the kernel's arena.
 *
 * @throws InvalidParameter
 */
export function leapTable(kernel: Kernel, pLeft: number, pRight: number, steps: number): LeapTable {
  const { first, probabilities }: DisplacementLaw = netDisplacementLaw(pLeft, pRight, steps);
  const n = probabilities.length;
  if (n > mostOfBytes) {
    const { pointer, logSize } = aliasTable(kernel, probabilities);
    return { condensed: false, pointer, logSize, first, steps };
  }
  let logSize = 1;
  while (1 << logSize < n) logSize++;
  const table = kernel.arena.u8(bytesOfTable + (8 << logSize));
  const mark = kernel.arena.mark();
  const copy = kernel.arena.copyF64(probabilities);
  const scratch = kernel.arena.u8(8 * n + (12 << logSize));
  kernel.call.condensedBuild(copy.pointer, n, logSize, table.pointer, scratch.pointer);
  kernel.arena.release(mark);
  return { condensed: true, pointer: table.pointer, logSize, first, steps };
}

/**
 * Adds to the net displacement of every walker one draw of the table's law: the same law as
 * {@link walkersMicroSteps} over the table's steps, in one draw. Probabilities are right to 2^-32.
 *
 * @param net whole jumps, shape [walker]
 */
export function walkersLeap(
  kernel: Kernel,
  { pointer: stateAt }: Stream,
  { pointer: netAt, length }: Region<Int32Array>,
  { condensed, pointer, logSize, first }: LeapTable,
): void {
  if (condensed) kernel.call.condensedAdd(stateAt, pointer, logSize, first, netAt, length);
  else kernel.call.aliasDraw(stateAt, pointer, logSize, first, netAt, length, 1);
}

/**
 * Positions x0 + jump net, wrapped into the domain.
 *
 * @param x0 start positions, shape [walker]
 * @param net whole jumps, shape [walker]
 * @param out shape [walker]
 * @throws InvalidData for shapes that differ
 */
export function walkersPositions(
  kernel: Kernel,
  x0: Region<Float64Array>,
  net: Region<Int32Array>,
  jump: number,
  domain: Domain,
  out: Region<Float32Array>,
): void {
  checkWalkers("net displacements", x0.length, net.length);
  checkWalkers("positions", x0.length, out.length);
  kernel.call.walkersPositions(
    x0.pointer,
    net.pointer,
    x0.length,
    jump,
    domain[0],
    domain[1] - domain[0],
    out.pointer,
  );
}

/**
 * Counts the walkers at x0 + jump net, wrapped into the domain, in equal bins. Every walker is counted
 * once.
 *
 * @param x0 start positions, shape [walker]
 * @param net whole jumps, shape [walker]
 * @param counts overwritten, shape [bin]
 * @throws InvalidData for shapes that differ
 */
export function binWalkers(
  kernel: Kernel,
  x0: Region<Float64Array>,
  net: Region<Int32Array>,
  jump: number,
  domain: Domain,
  counts: Region<Uint32Array>,
): void {
  checkWalkers("net displacements", x0.length, net.length);
  kernel.call.binWalkers(
    x0.pointer,
    net.pointer,
    x0.length,
    jump,
    domain[0],
    domain[1] - domain[0],
    counts.length,
    counts.pointer,
  );
}

import { invalidData, invalidParameter } from "../errors.js";
import type { DisplacementLaw } from "./displacement-law.js";
import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";
import { aliasTable, type Stream } from "./random.js";

/** A periodic lattice of equal cells, on which a jump is a whole number of them. */
export interface Lattice {
  readonly cells: number;
  /** Cells in a jump. */
  readonly jump: number;
}

/** A displacement law on a lattice, ready to split counts with. It lives in the kernel's arena. */
export interface LatticeTable {
  readonly cells: number;
  /** By outcome, the likeliest first: its probability among those from it on. */
  readonly splits: Region<Float64Array>;
  /** By outcome: cells, from 0 to cells - 1, by which it moves a walker. */
  readonly shifts: Region<Int32Array>;
  /** For every `stride`-th outcome the alias table of those from it on: address, logSize. */
  readonly tails: Region<Uint32Array>;
  readonly stride: number;
}

/** Most tails that have an alias table. */
const mostTails = 48;

/** The remainder of a b, for whole numbers up to 2^53, from 0 to m - 1. */
function multiplyModulo(a: number, b: number, m: number): number {
  const rest = Number((BigInt(a) * BigInt(b)) % BigInt(m));
  return rest < 0 ? rest + m : rest;
}

/**
 * The table for {@link latticeLeap}.
 *
 * @throws InvalidParameter unless cells is an integer from 1 to 2^30 and the jump a safe integer
 */
export function latticeTable(
  kernel: Kernel,
  law: DisplacementLaw,
  { cells, jump }: Lattice,
): LatticeTable {
  if (!Number.isInteger(cells) || cells < 1 || cells > 2 ** 30) {
    throw invalidParameter("cells", "an integer from 1 to 2^30", cells);
  }
  if (!Number.isSafeInteger(jump)) throw invalidParameter("jump", "a whole number of cells", jump);
  const outcomes = Array.from(law.probabilities, (p, i) => ({ p, moved: law.first + i }))
    .filter(({ p }) => p > 0)
    .sort((a, b) => b.p - a.p || a.moved - b.moved);
  const { arena } = kernel;
  const n = outcomes.length;
  const stride = Math.ceil(n / mostTails);
  const splits = arena.f64(n);
  const shifts = arena.i32(n);
  const tails = arena.u32(2 * Math.ceil(n / stride));
  const probabilities = Float64Array.from(outcomes, ({ p }) => p);
  let rest = 0;
  for (let i = n - 1; i >= 0; i--) {
    const { p, moved } = outcomes[i];
    rest += p;
    splits.view[i] = p / rest;
    shifts.view[i] = multiplyModulo(moved, jump, cells);
    if (i % stride === 0) {
      const { pointer, logSize } = aliasTable(kernel, probabilities.subarray(i));
      tails.view.set([pointer, logSize], 2 * (i / stride));
    }
  }
  return { cells, splits, shifts, tails, stride };
}

/**
 * Moves the walkers of every cell by independent draws of the table's law: the counts after a leap have the
 * exact joint law of walkers moved one by one. Probabilities are right to 2^-32.
 *
 * @param counts walkers in each cell, shape [cell]; fewer than 2^32 in all
 * @param out overwritten, shape [cell]; another region than `counts`
 * @throws InvalidData for other shapes
 */
export function latticeLeap(
  kernel: Kernel,
  stream: Stream,
  counts: Region<Uint32Array>,
  { cells, splits, shifts, tails, stride }: LatticeTable,
  out: Region<Uint32Array>,
): void {
  for (const { length } of [counts, out]) {
    if (length !== cells) throw invalidData("counts on the lattice", `${cells} cells`, `${length}`);
  }
  kernel.call.latticeLeap(
    stream.pointer,
    counts.pointer,
    cells,
    splits.pointer,
    shifts.pointer,
    tails.pointer,
    stride,
    out.pointer,
  );
}

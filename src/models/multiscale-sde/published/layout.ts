import type { FieldGrid } from "../../../dataset/field-grid.js";
import { invalidData, invalidParameter } from "../../../errors.js";

/** Cells of a fine grid in one dimension, and the taps of a kernel about the middle of each. */
export interface TapLayout {
  readonly points: number;
  readonly cells: number;
  /** Points in each cell. */
  readonly width: number;
  /** Taps of the kernel, odd; the middle one lies on the middle point of a cell. */
  readonly taps: number;
  /** Cells to either side whose kernels reach a point. */
  readonly reach: number;
  readonly periodic: boolean;
  /**
   * Tap with which the cell `shift - reach` cells further on sees the point at a phase of a cell, [phase][shift]; `taps` where
   * it does not see it.
   */
  readonly tapOf: Int32Array;
}

/** Most taps of the published kernels. */
const mostTaps = 301;

/** Taps by default: two cells, so that every point is seen by at least two; in broad cells as many as see every point. */
function defaultTaps(points: number, width: number): number {
  const wanted = Math.min(2 * width + 1, Math.max(mostTaps, width + 1), points);
  return wanted % 2 === 1 ? wanted : wanted - 1;
}

/** Whether a kernel has a middle, sees every point of its cell, and none twice. */
export function seesAll(taps: number, points: number, width: number): boolean {
  const half = (taps - 1) / 2;
  return Number.isInteger(half) && half >= Math.floor(width / 2) && taps <= points;
}

/**
 * @param taps 0 for those of two cells
 * @throws InvalidData for fields in two dimensions; InvalidParameter for taps that are even, leave points unseen, or are more
 *   than the points. The cells must divide the points.
 */
export function tapLayout({ points: sizes, periodic }: FieldGrid, cells: number, taps: number) {
  checkOneDimension(sizes.length);
  const [points] = sizes;
  const width = points / cells;
  const chosen = taps === 0 ? defaultTaps(points, width) : taps;
  const middle = Math.floor(width / 2);
  if (!seesAll(chosen, points, width)) {
    const least = 2 * middle + 1;
    throw invalidParameter("taps", `an odd number from ${least} to the ${points} points`, taps);
  }
  const half = (chosen - 1) / 2;
  const reach = Math.floor((half + middle) / width);
  const shifts = 2 * reach + 1;
  const tapOf = new Int32Array(width * shifts).fill(chosen);
  for (let phase = 0; phase < width; phase++) {
    for (let shift = 0; shift < shifts; shift++) {
      const tap = half + phase - middle - (shift - reach) * width;
      if (tap >= 0 && tap < chosen) tapOf[phase * shifts + shift] = tap;
    }
  }
  return { points, cells, width, taps: chosen, reach, periodic, tapOf } satisfies TapLayout;
}

/** @throws InvalidData for fields in more dimensions than one */
export function checkOneDimension(dimensions: number): void {
  if (dimensions === 1) return;
  const recover = "Use form=pod for fields in two dimensions.";
  throw invalidData("fields for form=published", "one dimension", `${dimensions}`, recover);
}

/**
 * The cell `shift - reach` cells on from each, [shift][cell]. Beyond the end of a domain that is not periodic it is the last
 * cell, or `cells`, which is none, if `ends` is "none".
 */
export function shiftedCells(
  { cells, periodic }: Pick<TapLayout, "cells" | "periodic">,
  reach: number,
  ends: "last" | "none",
): Int32Array {
  const shifts = 2 * reach + 1;
  return Int32Array.from({ length: shifts * cells }, (_, i) => {
    const to = (i % cells) + Math.floor(i / cells) - reach;
    if (periodic) return (((to % cells) + cells) % cells) | 0;
    const inside = Math.min(Math.max(to, 0), cells - 1);
    return ends === "last" || to === inside ? inside : cells;
  });
}

/** Place of each point where points are sorted by phase, then by cell: products over all cells at once see them so. */
export function phasePlaces({ points, cells, width }: TapLayout): Int32Array {
  return Int32Array.from({ length: points }, (_, x) => (x % width) * cells + Math.floor(x / width));
}

import { allocate } from "./data-type.js";
import type { Values } from "./group.js";
import { type ArrayLayout, fillOf, sizeOf } from "./metadata.js";

/** Positions of all chunks of an array in row-major order; none if the array is empty. */
export function* chunkPositions(layout: ArrayLayout): Generator<number[]> {
  const counts = chunkCounts(layout);
  const total = sizeOf(counts);
  for (let index = 0; index < total; index++) {
    const position: number[] = [];
    let rest = index;
    for (let d = counts.length - 1; d >= 0; d--) {
      position.unshift(rest % counts[d]);
      rest = Math.floor(rest / counts[d]);
    }
    yield position;
  }
}

/** Number of chunks along each dimension. */
export function chunkCounts(layout: ArrayLayout): number[] {
  return layout.shape.map((length, d) => Math.ceil(length / layout.chunks[d]));
}

/** Calls `copy` for each contiguous run that a chunk and the array share. */
function forEachRun(
  layout: ArrayLayout,
  position: readonly number[],
  copy: (inArray: number, inChunk: number, length: number) => void,
): void {
  const { shape, chunks } = layout;
  const rank = shape.length;
  if (rank === 0) {
    copy(0, 0, 1);
    return;
  }
  const start = position.map((p, d) => p * chunks[d]);
  const extent = start.map((from, d) => Math.min(chunks[d], shape[d] - from));
  const walk = (d: number, inArray: number, inChunk: number): void => {
    if (d === rank - 1) {
      copy(inArray + start[d], inChunk, extent[d]);
      return;
    }
    for (let i = 0; i < extent[d]; i++) {
      walk(d + 1, (inArray + start[d] + i) * shape[d + 1], (inChunk + i) * chunks[d + 1]);
    }
  };
  walk(0, 0, 0);
}

/** Whether the chunk is the whole array, so that neither is copied. */
function isWhole(layout: ArrayLayout): boolean {
  return layout.shape.every((length, d) => length === layout.chunks[d]);
}

/** Values of one chunk, in the chunk's full shape; the fill value where it sticks out of the array. */
export function takeChunk(
  values: Values,
  layout: ArrayLayout,
  position: readonly number[],
): Values {
  if (isWhole(layout)) return values;
  const chunk = allocate(layout.type, sizeOf(layout.chunks)).fill(fillOf(layout.type)) as Values;
  forEachRun(layout, position, (inArray, inChunk, length) => {
    chunk.set(values.subarray(inArray, inArray + length), inChunk);
  });
  return chunk;
}

/** Copies one chunk into its place in `values`. */
export function putChunk(
  values: Values,
  layout: ArrayLayout,
  position: readonly number[],
  chunk: Values,
): void {
  forEachRun(layout, position, (inArray, inChunk, length) => {
    values.set(chunk.subarray(inChunk, inChunk + length), inArray);
  });
}

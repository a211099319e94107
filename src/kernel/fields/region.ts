import type { Region } from "../memory.js";
import type { FieldsKernel } from "./load.js";

/** A field in linear memory, with the room that the kernels need around it. */
export interface FieldRegion {
  readonly pointer: number;
  readonly length: number;
  /** The values of the field alone. */
  readonly view: Float64Array;
}

/** A vector before the field, and two beyond it. */
const before = 2;
const beyond = 4;

/** Room for a field of n points, all 0. */
export function reserveField({ arena }: FieldsKernel, n: number): FieldRegion {
  const room: Region<Float64Array> = arena.f64(before + n + beyond);
  room.view.fill(0);
  return {
    pointer: room.pointer + before * Float64Array.BYTES_PER_ELEMENT,
    length: n,
    get view() {
      return room.view.subarray(before, before + n);
    },
  };
}

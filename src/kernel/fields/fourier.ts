import { invalidParameter } from "../../errors.js";
import type { Region } from "../memory.js";
import type { FieldsKernel } from "./load.js";

/** What transforms n complex numbers. */
export interface FourierPlan {
  readonly pointer: number;
  readonly length: number;
}

/** n complex numbers, real and imaginary parts in turn. */
export type Spectrum = Region<Float64Array>;

/**
 * A plan in the kernel's arena.
 *
 * @throws InvalidParameter if n has a prime factor above 61
 */
export function fourierPlan({ call, arena }: FieldsKernel, n: number): FourierPlan {
  const room = arena.u8(call.fourierPlanSize(n));
  if (!call.fourierPlan(room.pointer, n)) {
    throw invalidParameter("points", "a number whose prime factors are at most 61", n);
  }
  return { pointer: room.pointer, length: n };
}

/** X_k = sum_j x_j e^(-2 pi i j k / n). Overwrites x and the room; the result lies in one of them. */
export function fourierTransform(
  { call }: FieldsKernel,
  plan: FourierPlan,
  x: Spectrum,
  room: Spectrum,
): Spectrum {
  const at = call.fourierTransform(plan.pointer, plan.length, x.pointer, room.pointer);
  return at === x.pointer ? x : room;
}

import type { Stream } from "../random.js";
import type { FieldsKernel } from "./load.js";
import type { FieldRegion } from "./region.js";

/** Writes the field of one time, as it is and as it is observed, each of shape [space]. */
export type Observer = (u: FieldRegion, clean: Float32Array, noisy: Float32Array) => void;

/**
 * An observer of fields of n points: noisy = u + deviation e, e standard normals from the stream, in float32.
 * A noise of 0 draws all the same.
 */
export function observer(
  { call, arena }: FieldsKernel,
  stream: Stream,
  n: number,
  deviation: number,
): Observer {
  // A vector beyond each end.
  const room = [arena.f32(n + 8), arena.f32(n + 8)];
  return (u, clean, noisy) => {
    const [first, second] = room;
    call.observe(stream.pointer, u.pointer, n, deviation, first.pointer, second.pointer);
    clean.set(first.view.subarray(0, n));
    noisy.set(second.view.subarray(0, n));
  };
}

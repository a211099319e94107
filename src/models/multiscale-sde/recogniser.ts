import type { FieldCodec, LatentStart } from "./form.js";

/**
 * What a noisy snapshot tells of the latent state: what the codec has learned of that, or else the snapshot's own state.
 *
 * @param startError standard deviation of such a state that observation noise causes, [d]; see `start-error.ts`
 */
export function recogniser(
  codec: FieldCodec,
  startError: Float64Array,
): (field: Float32Array) => LatentStart {
  return (
    codec.recognise ?? ((field) => ({ mean: codec.encode(field), deviation: startError.slice() }))
  );
}

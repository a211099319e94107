import type { ComparedPath } from "./compared-path.js";
import type { FieldCodec } from "./form.js";

/**
 * Standard deviation of a latent state that observation noise causes when one snapshot is encoded, [d]: from how the states of
 * observed snapshots differ from those of smoothed ones.
 */
export function startError(
  paths: readonly ComparedPath[],
  codec: FieldCodec,
  dimension: number,
): Float64Array {
  const squares = new Float64Array(dimension);
  let snapshots = 0;
  for (const { times, observed, smoothed, removed } of paths) {
    const points = observed.length / times.length;
    for (let t = 0; t < times.length; t++) {
      const stateOf = (fields: Float32Array) =>
        codec.encode(fields.slice(t * points, (t + 1) * points));
      const [noisy, smooth] = [stateOf(observed), stateOf(smoothed)];
      for (let i = 0; i < squares.length; i++) {
        const off = noisy[i] - smooth[i];
        squares[i] += (off * off) / removed[t];
      }
      snapshots++;
    }
  }
  return squares.map((sum) => Math.sqrt(sum / snapshots));
}

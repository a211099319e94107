import { fieldSize } from "../../dataset/field-grid.js";
import type { FieldSequence, FieldSource } from "../../dataset/field-source.js";

/** Bytes up to which trajectories are kept rather than simulated anew for every fit. */
const most = 2 ** 29;

/** A source that keeps the trajectories that were asked for, without the clean ones, unless they are too large together. */
export function kept(source: FieldSource): FieldSource {
  const { grid, time, sequences } = source;
  if (sequences * time.length * fieldSize(grid) * Float32Array.BYTES_PER_ELEMENT > most) {
    return source;
  }
  const known = new Map<number, FieldSequence>();
  return {
    ...source,
    async sequence(index) {
      const found = known.get(index) ?? { field: (await source.sequence(index)).field };
      known.set(index, found);
      return found;
    },
  };
}

/** Fields on a periodic line, [time][space], moved to the right by some points. */
export function rolled(fields: Float32Array, size: number, points: number): Float32Array {
  const moved = new Float32Array(fields.length);
  for (let at = 0; at < fields.length; at += size) {
    moved.set(fields.subarray(at, at + size - points), at + points);
    moved.set(fields.subarray(at + size - points, at + size), at);
  }
  return moved;
}

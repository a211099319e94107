/** Sums over snapshots of coefficients. */
export interface Moments {
  readonly count: number;
  readonly snapshots: number;
  /** Mean of c, [mode]. */
  readonly mean: Float64Array;
  /** Mean of c c^T, [mode][mode]. */
  readonly second: Float64Array;
}

/** Moments of coefficients, each part [snapshot][mode]. */
export function momentsOf(parts: readonly Float64Array[], count: number): Moments {
  const mean = new Float64Array(count);
  const second = new Float64Array(count * count);
  let snapshots = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += count) {
      for (let i = 0; i < count; i++) {
        const c = part[at + i];
        mean[i] += c;
        for (let j = 0; j <= i; j++) second[i * count + j] += c * part[at + j];
      }
      snapshots++;
    }
  }
  for (let i = 0; i < count; i++) {
    mean[i] /= snapshots;
    for (let j = 0; j <= i; j++) {
      second[i * count + j] /= snapshots;
      second[j * count + i] = second[i * count + j];
    }
  }
  return { count, snapshots, mean, second };
}

/** What the objective sees of each training time; the encoder is linear, so that it is computed once. */
export interface TrainingTables {
  readonly dimension: number;
  readonly outputs: number;
  /** Times of all trajectories. */
  readonly times: number;
  /** m, [time][d]. */
  readonly mean: Float64Array;
  /** dm / dt, [time][d]. */
  readonly rate: Float64Array;
  /** u, [time][q]. */
  readonly observed: Float64Array;
}

/** Times whose states tell what those of training are like. */
const mostStates = 2000;

/** Latent states of training times, [d][time], evenly spread if there are many. */
export function someStates({ dimension: d, times, mean }: TrainingTables): Float64Array {
  const count = Math.min(times, mostStates);
  const states = new Float64Array(d * count);
  for (let c = 0; c < count; c++) {
    const from = Math.floor((c * times) / count) * d;
    for (let i = 0; i < d; i++) states[i * count + c] = mean[from + i];
  }
  return states;
}

/** Joins arrays. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Root mean square of each column of [row][columns]. */
export function rootMeanSquares(values: Float64Array, columns: number): Float64Array {
  const squares = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) squares[i % columns] += values[i] * values[i];
  return squares.map((sum) => Math.sqrt(sum / (values.length / columns)));
}

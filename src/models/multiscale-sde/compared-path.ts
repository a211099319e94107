import { checkFieldSequence, type FieldSource } from "../../dataset/field-source.js";
import { timeStepOf } from "./check-source.js";
import type { MultiscaleSdeParameters } from "./parameters.js";
import { savitzkyGolayWeights } from "./savitzky-golay.js";

/** Some snapshots of a trajectory, smoothed in time, that forecasts and decoded fields are compared with. */
export interface ComparedPath {
  /** The first snapshot as it was observed, [...space]. */
  readonly start: Float32Array;
  readonly from: number;
  readonly times: Float64Array;
  /** As they were observed, [time][...space]. */
  readonly observed: Float32Array;
  /** [time][...space] */
  readonly smoothed: Float32Array;
  /** Variance of the observation noise that smoothing leaves at each time, [time]. */
  readonly leftover: Float64Array;
  /** Share of the variance of the noise that smoothing takes away at each time, [time]. */
  readonly removed: Float64Array;
}

/** Snapshots that are compared. */
const comparedTimes = 25;

/** Variance of the noise, from what smoothing takes away: the median over points, which shocks do not move. */
function noiseVariance(field: Float32Array, points: number, window: number, row: Float64Array) {
  const times = field.length / points;
  const half = (window - 1) / 2;
  const [gain, own] = [row.reduce((sum, w) => sum + w * w, 0), row[half]];
  const found = new Float64Array(points);
  const count = times - window + 1;
  for (let x = 0; x < points; x++) {
    let squares = 0;
    for (let first = 0; first < count; first++) {
      let off = field[(first + half) * points + x];
      for (let j = 0; j < window; j++) off -= row[j] * field[(first + j) * points + x];
      squares += off * off;
    }
    found[x] = squares / count;
  }
  return found.sort()[points >> 1] / (1 - 2 * own + gain);
}

/** A trajectory of a source as it is compared. @throws InvalidData */
export async function comparedPath(
  source: FieldSource,
  index: number,
  { window, degree }: MultiscaleSdeParameters,
): Promise<ComparedPath> {
  const sequence = await source.sequence(index);
  checkFieldSequence(sequence, source, index);
  const { field } = sequence;
  const { time } = source;
  timeStepOf(source);
  const points = field.length / time.length;
  const { value } = savitzkyGolayWeights({ window, degree });
  const half = (window - 1) / 2;
  const middle = value.subarray(half * window, (half + 1) * window);
  const variance =
    source.noise === undefined
      ? noiseVariance(field, points, window, middle)
      : source.noise * source.noise;
  const stride = Math.max(1, Math.floor((time.length - 1) / comparedTimes));
  const chosen = Array.from(time.keys()).filter((t) => t > 0 && t % stride === 0);
  const smoothed = new Float32Array(chosen.length * points);
  const observed = new Float32Array(chosen.length * points);
  const leftover = new Float64Array(chosen.length);
  const removed = new Float64Array(chosen.length);
  const sum = new Float64Array(points);
  for (const [k, t] of chosen.entries()) {
    const first = Math.min(Math.max(t - half, 0), time.length - window);
    sum.fill(0);
    for (let j = 0; j < window; j++) {
      const weight = value[(t - first) * window + j];
      const from = (first + j) * points;
      for (let x = 0; x < points; x++) sum[x] += weight * field[from + x];
      leftover[k] += variance * weight * weight;
      // y - S y has the variance (1 - 2 S_tt + sum S_tj^2) sigma^2.
      removed[k] += weight * weight - (first + j === t ? 2 * weight - 1 : 0);
    }
    observed.set(field.subarray(t * points, (t + 1) * points), k * points);
    smoothed.set(sum, k * points);
  }
  return {
    start: field.slice(0, points),
    from: time[0],
    times: Float64Array.from(chosen, (t) => time[t]),
    ...{ observed, smoothed, leftover, removed },
  };
}

import type { FieldSequence, FieldSource } from "../../src/dataset/field-source.js";
import { fieldErrors, trajectoryError } from "../../src/diagnose/field-error.js";
import type { FieldPosterior } from "../../src/models/field-model.js";
import { simulateFields } from "../../src/simulate/fields/simulate.js";
import type { ConfiguredFieldSystem } from "../../src/simulate/fields/system.js";

/** Trajectories held in memory, so that none is simulated while something is timed. */
export async function heldFields(
  system: ConfiguredFieldSystem,
  options: { readonly sequences: number; readonly seed: number; readonly offset?: number },
): Promise<FieldSource> {
  const source = simulateFields(system, options);
  const held: FieldSequence[] = [];
  for (let i = 0; i < source.sequences; i++) held.push(await source.sequence(i));
  return { ...source, sequence: async (index) => held[index] };
}

/** Relative errors of forecasts, of each trajectory. */
export interface ForecastErrors {
  readonly noisy: readonly number[];
  readonly clean: readonly number[];
  /** Error of the clean truth against the noisy one. */
  readonly floor: readonly number[];
}

/** Every so many times of a trajectory are compared. */
const stride = 10;
const draws = 32;

/** The published error, of the mean of an ensemble from the first snapshot, over trajectories that no fit has seen. */
export async function forecastErrors(
  posterior: FieldPosterior,
  tests: FieldSource,
): Promise<ForecastErrors> {
  const size = posterior.grid.points.reduce((product, n) => product * n, 1);
  const at = Array.from(tests.time.keys()).filter((t) => t % stride === 0);
  const times = Float64Array.from(at, (t) => tests.time[t]);
  const [ofNoisy, ofClean, floors]: number[][] = [[], [], []];
  for (let i = 0; i < tests.sequences; i++) {
    const { field, clean = field } = await tests.sequence(i);
    const start = { field: field.slice(0, size), time: times[0] };
    const mean = (await posterior.forecast(start, { times, draws, seed: i })).mean();
    const chosen = (values: Float32Array) => {
      const rows = new Float32Array(at.length * size);
      at.forEach((t, k) => {
        rows.set(values.subarray(t * size, (t + 1) * size), k * size);
      });
      return rows;
    };
    const [noisy, truth] = [chosen(field), chosen(clean)];
    const error = (a: Float32Array, b: Float32Array) => trajectoryError(fieldErrors(a, b, size));
    ofNoisy.push(error(mean, noisy));
    ofClean.push(error(mean, truth));
    floors.push(error(truth, noisy));
  }
  return { noisy: ofNoisy, clean: ofClean, floor: floors };
}

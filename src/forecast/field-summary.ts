import type { Variable } from "../store/group.js";
import type { FieldEnsemble } from "./field-ensemble.js";

/** Level of the interval that is kept with a forecast. */
const level = 0.95;

/** Values of a chunk, at most. */
const chunkValues = 1 << 22;

/**
 * Mean and 95 % interval of the field at every step as variables [time, ...space]; NaN where no draw is left.
 *
 * @param names of the space's dimensions
 */
export function fieldSummary(
  ensemble: FieldEnsemble,
  names: readonly string[],
): { readonly [name: string]: Variable } {
  const { steps, size, grid, survivingSteps } = ensemble;
  const blank = () => new Float32Array(steps * size).fill(Number.NaN);
  const [mean, lower, upper] = [blank(), blank(), blank()];
  for (let step = 0; step < survivingSteps; step++) {
    const at = ensemble.summaryAt(step, level);
    mean.set(at.mean, step * size);
    lower.set(at.lower, step * size);
    upper.set(at.upper, step * size);
  }
  const chunk = Math.min(steps, Math.max(1, Math.floor(chunkValues / size)));
  const variable = (values: Float32Array, name: string): Variable => ({
    values,
    shape: [steps, ...grid.points],
    dimensions: ["time", ...names],
    chunks: [chunk, ...grid.points],
    attributes: { long_name: name },
  });
  return {
    field_mean: variable(mean, "mean field over the draws"),
    field_lower: variable(lower, "lower end of the central 95 % interval"),
    field_upper: variable(upper, "upper end of the central 95 % interval"),
  };
}

import type { Contestant } from "./record.js";

/**
 * Sampling floor at each step, [step]: that of the first model that kept all its starts. Models differ in it by
 * the draws of their forecasts alone.
 *
 * @param scored at least one
 */
export function samplingFloors(scored: readonly Contestant[]): (number | null)[] {
  const whole = scored.find(({ crps }) => crps !== null) ?? scored[0];
  return whole.steps.map(({ samplingFloor }) => samplingFloor);
}

import { invalidParameter } from "../../errors.js";
import { mostValues } from "../../forecast/regrid.js";
import { checkSeed } from "../../kernel/random.js";
import type { ForecastRequest } from "../model.js";

/**
 * Checks what a forecast on `bins` bins is asked for.
 *
 * @throws InvalidParameter for steps, draws or seed, or an ensemble that would be too large
 */
export function checkRequest(request: ForecastRequest, bins: number): void {
  const { steps, draws, seed } = (request ?? {}) as ForecastRequest;
  if (!Number.isInteger(steps) || steps < 1) {
    throw invalidParameter("steps", "a positive integer", steps);
  }
  if (!Number.isInteger(draws) || draws < 1) {
    throw invalidParameter("draws", "a positive integer", draws);
  }
  if (draws * steps * bins > mostValues) {
    const most = Math.floor(mostValues / (steps * bins));
    throw invalidParameter("draws", `at most ${most} for ${steps} steps on ${bins} bins`, draws);
  }
  checkSeed(seed);
}

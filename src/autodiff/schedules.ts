import { invalidParameter } from "../errors.js";
import { cosineOfHalfTurns, exponential, logarithm } from "./exact.js";

/** The learning rate of an update, which are counted from 0. */
export type Schedule = (step: number) => number;

function checkRate(name: string, rate: number): void {
  if (!(rate >= 0 && rate < Infinity)) {
    throw invalidParameter(name, "a finite number of at least 0", rate);
  }
}

function checkSteps(steps: number): void {
  if (!(Number.isSafeInteger(steps) && steps > 0)) {
    throw invalidParameter("steps", "a positive integer", steps);
  }
}

/** Always `rate`. */
export function constant(rate: number): Schedule {
  checkRate("rate", rate);
  return () => rate;
}

/** from (to / from)^(step / steps), and `to` ever after. */
export function geometric(from: number, to: number, steps: number): Schedule {
  checkSteps(steps);
  for (const [name, rate] of Object.entries({ from, to })) {
    if (!(rate > 0 && rate < Infinity)) {
      throw invalidParameter(name, "a positive finite number", rate);
    }
  }
  const rise = logarithm(to / from);
  return (step) => (step >= steps ? to : from * exponential(rise * (step / steps)));
}

/** to + (from - to) (1 + cos(pi step / steps)) / 2, and `to` ever after (Loshchilov & Hutter 2017). */
export function cosine(from: number, steps: number, to = 0): Schedule {
  checkSteps(steps);
  checkRate("from", from);
  checkRate("to", to);
  return (step) =>
    step >= steps ? to : to + (from - to) * 0.5 * (1 + cosineOfHalfTurns(step / steps));
}

/** The schedule, with a factor that rises evenly to 1 in the first `steps` updates. */
export function warmUp(schedule: Schedule, steps: number): Schedule {
  checkSteps(steps);
  return (step) => schedule(step) * Math.min(1, (step + 1) / steps);
}

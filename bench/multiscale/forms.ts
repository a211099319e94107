import type { FieldSource } from "../../src/dataset/field-source.js";
import { isCoarsegrainError } from "../../src/errors.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";
import { formFor, forms } from "../../src/models/multiscale-sde/forms.js";
import { multiscaleSde } from "../../src/models/multiscale-sde/multiscale-sde.js";
import { type Figure, processorSeconds } from "../harness.js";

/** Steps that are timed in each part of a training, and the seconds after which it is stopped. */
const steps = 300;
const mostSeconds = 20;

/** Milliseconds of a step in each part of the training of a form, by the part's name. */
async function stepTimes(name: string, source: FieldSource, training: readonly number[]) {
  const { parameters: asked } = multiscaleSde({ form: name, steps });
  const { form, parameters } = formFor(asked, source.grid);
  const network = await instantiateNetworkKernel();
  const prepared = await form.prepare(network, source, training, parameters, {});
  const stop = new AbortController();
  const began = processorSeconds();
  const seen = new Map<string, { done: number; seconds: number }[]>();
  try {
    await prepared.learn({
      seed: 1,
      signal: stop.signal,
      onProgress: ({ phase, done }) => {
        const seconds = processorSeconds();
        seen.set(phase, [...(seen.get(phase) ?? []), { done, seconds }]);
        if (seconds - began > mostSeconds) stop.abort();
      },
    });
  } catch (error) {
    if (!isCoarsegrainError(error, "Interrupted")) throw error;
  }
  const times = new Map<string, number>();
  for (const [phase, marks] of seen) {
    // Until the first mark but one the engine compiles.
    const [first, last] = [marks[Math.min(1, marks.length - 2)], marks[marks.length - 1]];
    if (first === undefined || last.done <= first.done) continue;
    times.set(phase, (1000 * (last.seconds - first.seconds)) / (last.done - first.done));
  }
  return times;
}

/** The time of a training step of every form, with its own defaults. */
export async function formSteps(
  source: FieldSource,
  training: readonly number[],
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { name } of forms) {
    const times = await stepTimes(name, source, training);
    for (const [phase, value] of times) {
      figures.push({ name: `form ${name}: a step of ${phase}`, unit: "ms", figure: () => value });
    }
  }
  return figures;
}

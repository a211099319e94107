import { selectSequences } from "../../dataset/select.js";
import type { Posterior } from "../../models/model.js";
import type { VirtualObservablesPosterior } from "../../models/virtual-observables/posterior.js";
import type { ExperimentContext } from "../experiment.js";
import type { Data } from "./data.js";
import { baselines, type Form, forms, type Law, sizeLaws } from "./laws.js";
import type { Settings } from "./settings.js";

/** One fit: what, of how many sequences, and how long it took. */
export interface Fit<P extends Posterior = Posterior> {
  readonly law: Law;
  readonly sequences: number;
  readonly posterior: P;
  readonly seconds: number;
}

/** A fit of the deep model, with the coarse states that it infers. */
export type DeepFit = Fit<VirtualObservablesPosterior> & { readonly law: Form };

/** The fits of the experiment. */
export interface Fits {
  /** The forms that forecast, of all sequences, in the order of `forms`. */
  readonly deep: readonly DeepFit[];
  /** The baselines, of all sequences. */
  readonly linear: readonly Fit[];
  /** Those that are compared by amounts of data, by law and then by size; they hold the former. */
  readonly bySize: readonly Fit[];
}

/** Fits every law to all sequences, and those that are compared by amounts of data to the first of them. */
export async function train(
  context: ExperimentContext,
  settings: Settings,
  { training }: Data,
): Promise<Fits> {
  const { seed, signal, onProgress, now } = context;
  const fewer = settings.sizes.filter((size) => size < settings.sequences);
  const whole = new Set([...forms, ...baselines, ...sizeLaws]).size;
  const total = whole + sizeLaws.length * fewer.length;
  let done = 0;
  async function fit<L extends Law>(law: L, sequences: number) {
    const data = selectSequences(
      training,
      Array.from({ length: sequences }, (_, i) => i),
    );
    const begin = now();
    const label = `${law.label}, n = ${sequences}`;
    const posterior = (await law.fit(data, settings, {
      seed,
      signal,
      onProgress: ({ done: part, total: parts }) =>
        onProgress?.({ phase: "fit", done: done + part / (parts ?? part), total, detail: label }),
    })) as Awaited<ReturnType<L["fit"]>>;
    done += 1;
    onProgress?.({ phase: "fit", done, total, detail: label });
    return { law, sequences, posterior, seconds: now() - begin };
  }
  const deep: DeepFit[] = [];
  for (const law of forms) deep.push(await fit(law, settings.sequences));
  const linear: Fit[] = [];
  for (const law of baselines) linear.push(await fit(law, settings.sequences));
  const bySize: Fit[] = [];
  for (const law of sizeLaws) {
    for (const size of fewer) bySize.push(await fit(law, size));
    const known = [...deep, ...linear].find((one) => one.law === law);
    bySize.push(known ?? (await fit(law, settings.sequences)));
  }
  return { deep, linear, bySize };
}

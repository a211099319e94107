import type { FieldPosterior } from "../../models/field-model.js";
import { findFieldModel } from "../../models/field-registry.js";
import { multiscaleSde } from "../../models/multiscale-sde/multiscale-sde.js";
import type { MultiscalePosterior } from "../../models/multiscale-sde/posterior.js";
import type { RunControl } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";
import type { Data } from "./data.js";
import type { BaselinePlan, FormPlan, Sizes } from "./problem.js";

/** What was fitted, and how long it took. */
export interface Fit<P extends FieldPosterior = FieldPosterior> {
  readonly posterior: P;
  readonly seed: number;
  /** Trajectories that were trained on. */
  readonly sequences: number;
  readonly seconds: number;
}

/** A fit of a form with its own defaults. */
export interface FormFit extends Fit<MultiscalePosterior> {
  readonly plan: FormPlan;
}

/** A shorter one. */
export interface BudgetFit extends FormFit {
  readonly steps: number;
}

/** A fit of the form on modes with some decoder and microscale dimension. */
export interface SweepFit extends Fit<MultiscalePosterior> {
  readonly decoder: "linear" | "nonlinear";
  readonly micro: number;
}

/** A fit of a baseline. */
export interface BaselineFit extends Fit {
  readonly plan: BaselinePlan;
}

/** Every fit of the experiment. */
export interface Fits {
  /** By form, then by seed. */
  readonly main: readonly FormFit[];
  readonly budgets: readonly BudgetFit[];
  readonly sweep: readonly SweepFit[];
  readonly baselines: readonly BaselineFit[];
}

/** Seeds of repeated fits: the experiment's own, and others far from it. */
const trainingSeed = (seed: number, repetition: number) => seed + 1000 * repetition;

/** Fits everything, to the same trajectories. */
export async function train(
  context: ExperimentContext,
  sizes: Sizes,
  { source }: Data,
): Promise<Fits> {
  const { signal, now, onProgress } = context;
  const { validation, sweep: swept } = sizes;
  const { training: sequences } = sizes;
  const decoders = ["nonlinear", "linear"] as const;
  const total =
    sizes.forms.reduce((sum, plan) => sum + plan.trainingSeeds + plan.budgets.length, 0) +
    decoders.length * swept.dimensions.length +
    sizes.baselines.length;
  let done = 0;
  async function timed<P extends FieldPosterior>(
    label: string,
    seed: number,
    fit: (control: RunControl & { readonly seed: number }) => Promise<P>,
  ): Promise<Fit<P>> {
    const begin = now();
    const posterior = await fit({
      seed,
      signal,
      onProgress: ({ done: part, total: parts }) =>
        onProgress?.({ phase: "fit", done: done + part / (parts ?? part), total, detail: label }),
    });
    done += 1;
    return { posterior, seed, sequences, seconds: now() - begin };
  }
  const formFit = (plan: FormPlan, seed: number, steps: number) =>
    timed(plan.label, seed, (control) =>
      multiscaleSde({
        ...{ form: plan.form, validation, ...plan.parameters },
        ...(steps > 0 && { steps }),
      }).fit(source, control),
    );
  const main: FormFit[] = [];
  const budgets: BudgetFit[] = [];
  for (const plan of sizes.forms) {
    for (let repetition = 0; repetition < plan.trainingSeeds; repetition++) {
      const seed = trainingSeed(context.seed, repetition);
      main.push({ plan, ...(await formFit(plan, seed, 0)) });
    }
    for (const steps of plan.budgets) {
      budgets.push({ plan, steps, ...(await formFit(plan, context.seed, steps)) });
    }
  }
  const sweep: SweepFit[] = [];
  for (const decoder of decoders) {
    for (const micro of swept.dimensions) {
      const label = `${decoder} decoder, ${micro} microscale numbers`;
      const { steps } = swept;
      const model = multiscaleSde({ form: "pod", decoder, micro, steps, validation });
      const fit = await timed(label, context.seed, (control) => model.fit(source, control));
      sweep.push({ decoder, micro, ...fit });
    }
  }
  const baselines: BaselineFit[] = [];
  for (const plan of sizes.baselines) {
    const line = findFieldModel(plan.model);
    // Trajectories that validate are left out by those that have nothing to validate.
    const model = line.configure({
      ...("validation" in line.parameters && { validation }),
      ...plan.parameters,
    });
    const fit = await timed(plan.label, context.seed, ({ onProgress: tell }) =>
      model.fit(source, { seed: context.seed, signal, onProgress: tell }),
    );
    baselines.push({ plan, ...fit });
  }
  return { main, budgets, sweep, baselines };
}

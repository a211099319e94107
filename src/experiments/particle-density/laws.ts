import type { Dataset } from "../../dataset/dataset.js";
import type { FitOptions, Posterior } from "../../models/model.js";
import { findModel } from "../../models/registry.js";
import { publishedForm } from "../../models/virtual-observables/parameters.js";
import type { VirtualObservablesPosterior } from "../../models/virtual-observables/posterior.js";
import { virtualObservables } from "../../models/virtual-observables/virtual-observables.js";
import type { Settings } from "./settings.js";

/** A form of the deep model. */
export type FormName = "recommended" | "published" | "unconstrained" | "shifted";

/** Baselines that are not told which steps are first ones, and one that leaves those out. */
type BaselineForm = "later-steps";

/** What can be fitted: a form of the deep model, or a baseline. */
export interface Law<P extends Posterior = Posterior> {
  /** Folder of its model in src/models. */
  readonly model: string;
  readonly form?: FormName | BaselineForm;
  /** In figures and tables. */
  readonly label: string;
  fit(data: Dataset, settings: Settings, options: FitOptions): Promise<P>;
}

/** A form of the deep model. */
export interface Form extends Law<VirtualObservablesPosterior> {
  readonly form: FormName;
}

const model = "virtual-observables";

function deep(form: FormName, label: string, given: { readonly [key: string]: unknown }): Form {
  return {
    model,
    form,
    label,
    fit(data, { updates }, options) {
      const fewer = updates === undefined ? {} : { steps: updates };
      return virtualObservables({ ...given, ...fewer }).fit(data, options);
    },
  };
}

/** Fluxes between bins, the same for every bin, and states on the simplex: mass is kept by construction. */
export const recommended = deep("recommended", "recommended", {});

/** Section 3.2 of the paper: a dense network, lognormal states, and mass as a virtual observable. */
export const published = deep("published", "published", publishedForm);

/**
 * The published form without its virtual observable. The published emission is not normalised off the simplex,
 * and alone it would pull the mass up for ever; a normalised one makes the comparison fair.
 */
export const unconstrained = deep("unconstrained", "published, no constraint", {
  ...publishedForm,
  constraint: "none",
  emission: "normalised",
});

/** The published form on states that are shifted at random round the domain in each update. */
export const shifted = deep("shifted", "published, random shifts", {
  ...publishedForm,
  augment: true,
});

/** The two forms that forecast, the recommended one first. */
export const forms: readonly Form[] = [recommended, published];

function baseline(
  name: string,
  label: string,
  given: { readonly [key: string]: unknown } = {},
): Law {
  return {
    model: name,
    label,
    fit: (data, _, options) => findModel(name).configure(given).fit(data, options),
  };
}

const circulant = baseline("circulant", "circulant least squares");
const dmd = baseline("dmd", "DMD");

/** Without the step in which walkers are uniform in their bins, and move otherwise than later. */
const circulantLater: Law = {
  ...baseline("circulant", "circulant (later steps)", { skip: 1 }),
  form: "later-steps",
};

/** Baselines that learn from the data, and so can do with few or many. */
export const learning: readonly Law[] = [circulant, circulantLater, dmd];

/** Laws that are linear in the density; the last three are schemes of the known equation. */
export const baselines: readonly Law[] = [
  ...learning,
  baseline("upwind", "upwind"),
  baseline("lax-wendroff", "Lax–Wendroff"),
  baseline("spectral", "spectral"),
];

/** Laws compared by amounts of data. */
export const sizeLaws: readonly Law[] = [...forms, unconstrained, shifted, ...learning];

/** Whether a law is a form of the deep model. */
export const isDeep = ({ model: name }: Pick<Law, "model">) => name === model;

/** What tells a law from the others. */
export function keyOf({ model: name, form }: Pick<Law, "model" | "form">): string {
  return form === undefined ? name : `${name} ${form}`;
}

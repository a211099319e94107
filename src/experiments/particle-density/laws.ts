import type { Dataset } from "../../dataset/dataset.js";
import type { FitOptions, Posterior } from "../../models/model.js";
import type { Settings } from "./settings.js";
import { standIn, type VirtualObservablesPosterior, virtualObservables } from "./stand-in.js";

/** A form of the deep model. */
export type FormName = "recommended" | "published" | "unconstrained" | "shifted";

/** What can be fitted: a form of the deep model, or a baseline. */
export interface Law<P extends Posterior = Posterior> {
  /** Folder of its model in src/models. */
  readonly model: string;
  readonly form?: FormName;
  /** In figures and tables. */
  readonly label: string;
  fit(data: Dataset, settings: Settings, options: FitOptions): Promise<P>;
}

/** A form of the deep model: see src/models/virtual-observables. */
export type Form = Law<VirtualObservablesPosterior> & { readonly form: FormName };

const model = "virtual-observables";

function form(name: FormName, label: string, given: object): Form {
  return {
    model,
    form: name,
    label,
    fit: (data, _settings, options) => virtualObservables(given).fit(data, options),
  };
}

/** Fluxes between bins and states on the simplex: mass is kept by construction. */
export const recommended = form("recommended", "recommended", { noise: 0.02 });

/** Section 3.2 of the paper: a dense network, lognormal states, and mass as a virtual observable. */
export const published = form("published", "published", {
  noise: 0.1,
  constraint: "published",
  narrow: 0.3,
});

/** The published network without the virtual observable, its emission normalised in its place. */
export const unconstrained = form("unconstrained", "published, no constraint", { noise: 0.2 });

/** The published form on sequences shifted at random round the domain. */
export const shifted = form("shifted", "published, shifted data", { noise: 0.05 });

/** The two forms that forecast, the recommended one first. */
export const forms: readonly Form[] = [recommended, published];

function baseline(name: string, label: string): Law {
  return {
    model: name,
    label,
    fit: (data, _settings, options) =>
      standIn(name, { noise: name.length / 100 }).fit(data, options),
  };
}

export const dmd = baseline("dmd", "DMD");
export const circulant = baseline("circulant", "circulant least squares");

/** Laws that are linear in the density; the last three are schemes of the known equation. */
export const baselines: readonly Law[] = [
  circulant,
  dmd,
  baseline("upwind", "upwind"),
  baseline("lax-wendroff", "Lax–Wendroff"),
  baseline("spectral", "spectral"),
];

/** Baselines that learn from the data, and so can do with few or many. */
export const learning: readonly Law[] = [circulant, dmd];

/** Laws compared by amounts of data. */
export const sizeLaws: readonly Law[] = [...forms, unconstrained, shifted, ...learning];

/** What tells a law from the others. */
export function keyOf({ model, form }: Pick<Law, "model" | "form">): string {
  return form ?? model;
}

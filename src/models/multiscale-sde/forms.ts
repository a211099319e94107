import type { FieldGrid } from "../../dataset/field-grid.js";
import { equivariantForm } from "./equivariant/form.js";
import type { Form } from "./form.js";
import type { MultiscaleSdeParameters } from "./parameters.js";
import { podForm } from "./pod/form.js";
import { publishedForm } from "./published/form.js";

/** Every form; a new one is a folder and a line here. */
export const forms: readonly Form[] = [podForm, equivariantForm, publishedForm];

/** The form that parameters name for fields on a grid, and the parameters with its defaults. */
export function formFor(
  parameters: MultiscaleSdeParameters,
  grid: FieldGrid,
): { readonly form: Form; readonly parameters: MultiscaleSdeParameters } {
  const { form: named } = parameters;
  const ring = grid.periodic && grid.points.length === 1;
  const wanted = named === "auto" ? (ring ? "equivariant" : "pod") : named;
  const form = forms.find(({ name }) => name === wanted) ?? podForm;
  const defaults = form.defaults(grid);
  const { micro, steps, batch, rate, weight, step } = parameters;
  return {
    form,
    parameters: {
      ...parameters,
      form: form.name as MultiscaleSdeParameters["form"],
      micro: micro < 0 ? defaults.micro : micro,
      steps: steps === 0 ? defaults.steps : steps,
      batch: batch === 0 ? defaults.batch : batch,
      rate: rate === 0 ? defaults.rate : rate,
      weight: weight === 0 ? defaults.weight : weight,
      step: step === 0 ? defaults.step : step,
    },
  };
}

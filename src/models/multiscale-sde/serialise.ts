import { fieldGridAttributes } from "../../dataset/field-grid-attributes.js";
import { artefactAttributes } from "../../store/artefact.js";
import type { Group, Variable } from "../../store/group.js";
import { variable } from "../law/variable.js";
import type { MultiscaleFields } from "./fields.js";

/** Name of a learned array in a file. */
export function storedName(name: string): string {
  return name.replaceAll(".", "_");
}

const group = (variables: { readonly [name: string]: Variable }): Group => ({
  attributes: {},
  variables,
  groups: {},
});

/** The posterior as arrays and attributes: the bound in `sample_stats`; coding, law and noise in groups of their own. */
export function toGroup(fields: MultiscaleFields): Group {
  const { provenance, parameters, grid, form, coding, learned } = fields;
  const { attributes, variables } = coding.save();
  const { bound, pushforward, training } = learned;
  const statistics = fields.growth?.statistics;
  const law = Object.fromEntries(
    learned.arrays.map(({ name, rows, columns, values }) => {
      const stored = storedName(name);
      return [stored, variable(values, [`${stored}_row`, `${stored}_column`], [rows, columns])];
    }),
  );
  return {
    attributes: artefactAttributes("posterior", provenance, {
      ...attributes,
      model: provenance.name,
      content: "fields",
      form: form.name,
      model_parameters: { ...parameters },
      ...fieldGridAttributes(grid),
      time_start: fields.timeStart,
      time_step: fields.timeStep,
      snapshots: fields.snapshots,
      sequences: fields.sequences,
      arrays: learned.arrays.map(({ name }) => name),
      variance: learned.variance,
      dispersion_scale: fields.dispersionScale,
      error_rise: fields.errorRise,
      ...(fields.growth && { dispersion_growth: fields.growth.exponent }),
      converged: fields.converged,
      ...(training && { training_step: training.step }),
    }),
    variables: {},
    groups: {
      sample_stats: group({
        bound: variable(bound, ["iteration"]),
        ...(pushforward && { pushforward: variable(pushforward, ["pushforward_step"]) }),
      }),
      coding: group(variables),
      law: group(law),
      noise: group({
        log_scale: variable(learned.logScale, ["latent"]),
        log_dispersion: variable(learned.logDispersion, ["latent"]),
        start_error: variable(fields.startError, ["latent"]),
        representation: variable(fields.representation, ["point"]),
        ...(statistics && {
          patch_scale: variable(statistics.scale, ["number"]),
          feature_mean: variable(statistics.mean, ["feature"]),
          feature_whitening: variable(
            statistics.whitening,
            ["direction", "feature"],
            [statistics.mean.length, statistics.mean.length],
          ),
        }),
      }),
      ...(training && {
        training: group({
          first_moment: variable(training.first, ["weight"]),
          second_moment: variable(training.second, ["weight"]),
        }),
      }),
    },
  };
}

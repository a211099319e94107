import { artefactAttributes } from "../../store/artefact.js";
import type { Group, Variable } from "../../store/group.js";
import { variable } from "../law/variable.js";
import type { MultiscaleFields } from "./fields.js";

/** Name of a learned array in a file. */
export function storedName(name: string): string {
  return name.replaceAll(".", "_");
}

function codingVariables({ pod, parts }: MultiscaleFields): { [name: string]: Variable } {
  const { coordinates, faces, rates } = parts;
  const { encoder, encoderOffset, decoder, decoderOffset, left, count } = coordinates;
  const d = encoderOffset.length;
  const variables: { [name: string]: Variable } = {
    modes: variable(pod.modes, ["point", "mode"], [pod.points, count]),
    mode_energy: variable(pod.energy, ["mode"]),
    encoder: variable(encoder, ["latent", "mode"], [d, count]),
    encoder_offset: variable(encoderOffset, ["latent"]),
    decoder: variable(decoder, ["mode", "latent"], [count, d]),
    decoder_offset: variable(decoderOffset, ["mode"]),
    mode_left: variable(left, ["mode"]),
    rate_scale: variable(rates, ["latent"]),
  };
  if (faces !== undefined) {
    const rows = faces.offset.length;
    variables.face_weights = variable(faces.weights, ["feature", "mode"], [rows, count]);
    variables.face_offset = variable(faces.offset, ["feature"]);
  }
  return variables;
}

const group = (variables: { [name: string]: Variable }): Group => ({
  attributes: {},
  variables,
  groups: {},
});

/** The posterior as arrays and attributes: the bound in `sample_stats`; coding, law and noise in groups of their own. */
export function toGroup(fields: MultiscaleFields): Group {
  const { provenance, parameters, grid, pod, parts, learned } = fields;
  const law = Object.fromEntries(
    learned.arrays.map(({ name, rows, columns, values }) => {
      const stored = storedName(name);
      return [stored, variable(values, [`${stored}_row`, `${stored}_column`], [rows, columns])];
    }),
  );
  return {
    attributes: artefactAttributes("posterior", provenance, {
      model: provenance.name,
      model_parameters: { ...parameters },
      domain: grid.domain.map((ends) => [...ends]),
      points: [...grid.points],
      boundary: grid.periodic ? "periodic" : "bounded",
      time_start: fields.timeStart,
      time_step: fields.timeStep,
      snapshots: fields.snapshots,
      sequences: fields.sequences,
      field_scale: pod.scale,
      macro: parts.coordinates.macro,
      flux_scale: parts.fluxScale,
      relaxation: parts.relaxation,
      variance: learned.variance,
      dispersion_scale: fields.dispersionScale,
      converged: fields.converged,
    }),
    variables: {},
    groups: {
      sample_stats: group({ bound: variable(learned.bound, ["iteration"]) }),
      coding: group(codingVariables(fields)),
      law: group(law),
      noise: group({
        log_scale: variable(learned.logScale, ["latent"]),
        log_dispersion: variable(learned.logDispersion, ["latent"]),
      }),
    },
  };
}

import type { FieldGrid } from "../../dataset/field-grid.js";
import { fieldGridAttributes } from "../../dataset/field-grid-attributes.js";
import { FieldEnsemble } from "../../forecast/field-ensemble.js";
import { artefactAttributes } from "../../store/artefact.js";
import type { Group } from "../../store/group.js";
import type { Provenance } from "../../types.js";
import type { FieldPosterior } from "../field-model.js";
import { checkDraws, checkFieldStart, forecastTimes } from "../field-request.js";
import type { Learned, StateLaw } from "./state-law.js";

/** What a posterior of a law without noise holds. */
export interface StatePosteriorFields {
  readonly provenance: Provenance;
  readonly grid: FieldGrid;
  readonly timeStep: number;
  /** Trajectories that it was fitted to. */
  readonly sequences: number;
  readonly learned: Learned;
}

/** The posterior as arrays and attributes, the law's arrays in the group `law`. */
function toGroup({ provenance, grid, timeStep, sequences, learned }: StatePosteriorFields): Group {
  return {
    attributes: artefactAttributes("posterior", provenance, {
      model: provenance.name,
      content: "fields",
      model_parameters: { ...provenance.parameters },
      ...fieldGridAttributes(grid),
      time_step: timeStep,
      sequences,
      law: learned.attributes,
    }),
    variables: {},
    groups: { law: { attributes: {}, variables: learned.arrays, groups: {} } },
  };
}

/** A posterior that knows one law for certain: forecasts are of one draw, however many are asked for. */
export function statePosterior(fields: StatePosteriorFields, law: StateLaw): FieldPosterior {
  const { provenance, grid, timeStep } = fields;
  return {
    model: provenance.name,
    grid,
    provenance,
    bound: new Float64Array(0),
    converged: true,
    dimension: law.dimension,
    forecast: async (start, request) => {
      const { seed, signal } = request;
      checkFieldStart(start, grid, signal);
      checkDraws(request);
      const time = forecastTimes(request, start.time, timeStep);
      const when = { from: start.time, times: time };
      const { states, divergedAt } = law.path(law.encode(start.field), when, signal);
      return new FieldEnsemble({
        ...{ grid, time, seed, provenance, start: start.time, model: provenance.name },
        draws: 1,
        latent: Float32Array.from(states),
        divergedAt: Int32Array.of(divergedAt),
        decode: (latent, count) => law.decode(latent, count),
      });
    },
    decode: (latent, states) => law.decode(Float32Array.from(latent), states),
    toGroup: () => toGroup(fields),
  };
}

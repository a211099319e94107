import type { FieldGrid } from "../../dataset/field-grid.js";
import { invalidParameter, throwIfAborted } from "../../errors.js";
import { FieldEnsemble } from "../../forecast/field-ensemble.js";
import { checkSeed } from "../../kernel/random.js";
import { artefactAttributes } from "../../store/artefact.js";
import type { Group } from "../../store/group.js";
import type { Provenance } from "../../types.js";
import type { FieldPosterior } from "../field-model.js";
import { checkStart, timesOf } from "./check.js";
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
      domain: grid.domain.map((ends) => [...ends]),
      points: [...grid.points],
      boundary: grid.periodic ? "periodic" : "bounded",
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
      checkStart(start, grid);
      const { draws, seed, signal } = request;
      checkSeed(seed);
      if (!Number.isSafeInteger(draws) || draws < 1) {
        throw invalidParameter("draws", "an integer of at least 1", draws);
      }
      throwIfAborted(signal, "the forecast");
      const time = timesOf(request, start.time, timeStep);
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

import { fieldGridIn } from "../../dataset/field-grid-attributes.js";
import { invalidData, throwIfAborted } from "../../errors.js";
import { checkSeed } from "../../kernel/random.js";
import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";
import { artefactHeader, provenanceIn } from "../../store/artefact.js";
import { isJsonObject } from "../../store/json.js";
import { version } from "../../version.js";
import type { FieldModel } from "../field-model.js";
import { damagedHeader } from "../law/header.js";
import { checkEvenSource } from "./check.js";
import { statePosterior } from "./posterior.js";
import type { LawRequest, Learned, LearnRequest, StateLaw } from "./state-law.js";

/** What makes a baseline: its parameters, what it learns, and the law made of that. */
export interface BaselineDefinition<T extends ParameterTable> {
  readonly name: string;
  readonly summary: string;
  readonly given?: string;
  readonly parameters: T;
  /** @throws InvalidData, InvalidParameter, Interrupted */
  learn(request: LearnRequest<ParameterValues<T>>): Promise<Learned>;
  /** @throws InvalidData if what was learned is damaged */
  law(request: LawRequest<ParameterValues<T>>): Promise<StateLaw>;
}

/** A line of the registry for a law without noise of a short state. */
export function baselineModel<const T extends ParameterTable>(
  definition: BaselineDefinition<T>,
): FieldModel {
  const { name, summary, given: knows, parameters: table } = definition;
  return {
    ...{ name, summary, parameters: table },
    ...(knows !== undefined && { given: knows }),
    configure(given) {
      const parameters = resolveParameters(name, table, given);
      return {
        name,
        parameters,
        async fit(source, { seed = 0, signal, onProgress } = {}) {
          checkSeed(seed);
          const timeStep = checkEvenSource(source);
          throwIfAborted(signal, "the fit");
          const { grid, sequences } = source;
          const { command } = source.provenance;
          const request = { source, parameters, timeStep, seed, signal, onProgress };
          const learned = await definition.learn(request);
          const provenance = { version, command, name, parameters, seed };
          const law = await definition.law({ grid, timeStep, parameters, learned });
          return statePosterior({ provenance, grid, timeStep, sequences, learned }, law);
        },
      };
    },
    async fromGroup(group) {
      const header = artefactHeader(group.attributes);
      if (header?.model !== name) {
        const found = header === undefined ? 'no attribute "coarsegrain"' : `${header.model}`;
        throw invalidData("posterior", `one of the model ${name}`, found);
      }
      const provenance = provenanceIn(header);
      const { model_parameters: given, time_step: timeStep, sequences, law: attributes } = header;
      if (
        provenance === undefined ||
        !isJsonObject(given) ||
        !isJsonObject(attributes) ||
        !(typeof timeStep === "number" && timeStep > 0) ||
        typeof sequences !== "number"
      ) {
        throw damagedHeader();
      }
      const parameters = resolveParameters(name, table, given);
      const grid = fieldGridIn(header);
      const learned = { attributes, arrays: group.groups.law?.variables ?? {} };
      const law = await definition.law({ grid, timeStep, parameters, learned });
      return statePosterior({ provenance, grid, timeStep, sequences, learned }, law);
    },
  };
}

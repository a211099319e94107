import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { type ParameterTable, type ParameterValues, resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import {
  readSystem,
  type SystemRecord,
  systemAttributes,
  systemOf,
} from "../known-equation/system-record.js";
import { headerOf, type ModelHeader, readModelHeader } from "../law/header.js";
import { plainPosterior } from "../law/plain-posterior.js";
import { checkRequest } from "../law/request.js";
import { resolveStart } from "../law/start.js";
import type { ConfiguredModel, FitOptions, Model, Posterior } from "../model.js";
import { equationOf } from "./equation.js";
import { forecastEquation } from "./forecast.js";

const name = "finite-volume";

const parameterTable = {
  cells: {
    kind: "integer",
    summary: "cells of the solution in each bin",
    default: 8,
    min: 1,
    max: 1000,
  },
} as const satisfies ParameterTable;

/** Parameters of {@link finiteVolume}. */
export type FiniteVolumeParameters = ParameterValues<typeof parameterTable>;

/** The model with its parameters set. */
export interface FiniteVolume extends ConfiguredModel {
  readonly parameters: FiniteVolumeParameters;
  fit(data: Dataset, options?: FitOptions): Promise<Posterior>;
}

interface FiniteVolumeFields extends ModelHeader {
  readonly parameters: FiniteVolumeParameters;
  readonly system: SystemRecord;
}

function createPosterior(kernel: Kernel, fields: FiniteVolumeFields): Posterior {
  const { grid, system, parameters } = fields;
  const model = { ...fields, equation: equationOf(system), cells: parameters.cells };
  return plainPosterior(fields, {
    header: systemAttributes(system),
    forecast: async (start, request) => {
      const from = resolveStart(kernel, grid, start);
      checkRequest(request, grid.bins);
      return forecastEquation(kernel, model, from, start, request);
    },
  });
}

/**
 * The numerical solution of the equation that the data's system follows in the limit of many walkers; the
 * dataset's provenance names the system and its parameters. It learns nothing from the data: a reference for
 * models that have to.
 *
 * A conservative scheme of second order on cells within the bins; see `advance`. Walkers start uniform within
 * their bins. Its forecasts draw the walkers alone, independently at each step; from walkers, also the inferred
 * starting state. What the equation leaves out, such as the correlation of interacting walkers, their finite
 * number or the width of the box they see, is not in its intervals.
 *
 * @throws UnknownParameter, InvalidParameter; InvalidData, from a fit, if no equation of the system is known;
 *   NumericalFailure, from a forecast, if the equation is ill-posed
 */
export function finiteVolume(given: { readonly [key: string]: unknown } = {}): FiniteVolume {
  const parameters = resolveParameters(name, parameterTable, given);
  return {
    name,
    parameters,
    async fit(data, { seed } = {}) {
      const header = headerOf(data, name, parameters, seed);
      const fields = { ...header, parameters, system: systemOf(data) };
      return createPosterior(await instantiateKernel(), fields);
    },
  };
}

function fieldsFromGroup(group: Group): FiniteVolumeFields {
  const { common, parameters, rest } = readModelHeader(group, name);
  return {
    ...common,
    parameters: resolveParameters(`posterior of ${name}`, parameterTable, parameters),
    system: readSystem(rest),
  };
}

/** The registry's line for this model. */
export const finiteVolumeModel: Model = {
  name,
  summary: "reference: numerical solution of the known equation of the data's system",
  parameters: parameterTable,
  given: "the equation of the system",
  configure: finiteVolume,
  fromGroup: async (group) => createPosterior(await instantiateKernel(), fieldsFromGroup(group)),
};

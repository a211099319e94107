import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { type ParameterTable, resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import { forecastLaw } from "../law/forecast.js";
import { headerOf, type ModelHeader, readModelHeader } from "../law/header.js";
import { plainPosterior } from "../law/plain-posterior.js";
import { checkRequest } from "../law/request.js";
import { pluginSampler } from "../law/sampler.js";
import { resolveStart } from "../law/start.js";
import type { ConfiguredModel, FitOptions, Model, Posterior } from "../model.js";

const name = "persistence";

const parameterTable = {} as const satisfies ParameterTable;

/** The model with its parameters set. */
export interface Persistence extends ConfiguredModel {
  fit(data: Dataset, options?: FitOptions): Promise<Posterior>;
}

function createPosterior(kernel: Kernel, fields: ModelHeader): Posterior {
  const law = {
    ...fields,
    features: [{ name: "m=0", offsets: [0] }],
    range: 0,
    sampler: pluginSampler(kernel, Float64Array.of(1), 0),
  };
  return plainPosterior(fields, {
    forecast: async (start, request) => {
      const from = resolveStart(kernel, fields.grid, start);
      checkRequest(request, fields.grid.bins);
      return forecastLaw(kernel, law, from, start, request);
    },
  });
}

/**
 * The forecast that nothing changes: X' = X, the law to beat. It learns nothing from the data but the grid
 * and the number of walkers.
 *
 * Its forecasts draw the walkers alone; from walkers, also the inferred starting state.
 *
 * @throws UnknownParameter
 */
export function persistence(given: { readonly [key: string]: unknown } = {}): Persistence {
  const parameters = resolveParameters(name, parameterTable, given);
  return {
    name,
    parameters,
    async fit(data, { seed } = {}) {
      const fields = headerOf(data, name, parameters, seed);
      return createPosterior(await instantiateKernel(), fields);
    },
  };
}

/** The registry's line for this model. */
export const persistenceModel: Model = {
  name,
  summary: "baseline: the starting density stays as it is",
  parameters: parameterTable,
  configure: persistence,
  fromGroup: async (group: Group) =>
    createPosterior(await instantiateKernel(), readModelHeader(group, name).common),
};

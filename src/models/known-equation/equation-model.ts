import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { type ParameterTable, resolveParameters } from "../../parameters.js";
import type { Mean } from "../density-law/linear.js";
import { densityForecast } from "../density-law/posterior.js";
import { type Equation, equationOf } from "../finite-volume/equation.js";
import { headerOf, type ModelHeader, readModelHeader } from "../law/header.js";
import { plainPosterior } from "../law/plain-posterior.js";
import type { ConfiguredModel, FitOptions, Model, Posterior } from "../model.js";
import { readSystem, type SystemRecord, systemAttributes, systemOf } from "./system-record.js";

/** A way to advance the shares of walkers in the bins by the equation of their system. */
export interface Scheme {
  readonly name: string;
  readonly summary: string;
  /**
   * The shares one coarse step on.
   *
   * @throws InvalidData if it cannot solve this equation
   */
  mean(kernel: Kernel, equation: Equation, header: ModelHeader): Mean;
}

/** A scheme as a model. It has no parameters. */
export interface EquationModel extends ConfiguredModel {
  fit(data: Dataset, options?: FitOptions): Promise<Posterior>;
}

const parameterTable = {} as const satisfies ParameterTable;

interface EquationFields extends ModelHeader {
  readonly system: SystemRecord;
}

function createPosterior(kernel: Kernel, scheme: Scheme, fields: EquationFields): Posterior {
  const advance = scheme.mean(kernel, equationOf(fields.system), fields);
  return plainPosterior(fields, {
    header: systemAttributes(fields.system),
    forecast: densityForecast(kernel, fields, { advance, noise: 0, conserving: true }),
  });
}

/**
 * A scheme, ready for the data whose system's equation it is to solve; the dataset's provenance names the
 * system and its parameters. It learns nothing from the data. Its forecasts draw the walkers alone,
 * independently at each step; from walkers, also the inferred starting state.
 *
 * @throws UnknownParameter; InvalidData, from a fit, if no equation of the system is known or the scheme cannot
 *   solve it; NumericalFailure, from a forecast, if the equation is ill-posed
 */
export function configureScheme(
  scheme: Scheme,
  given: { readonly [key: string]: unknown },
): EquationModel {
  const { name } = scheme;
  const parameters = resolveParameters(name, parameterTable, given);
  return {
    name,
    parameters,
    async fit(data, { seed } = {}) {
      const fields = { ...headerOf(data, name, parameters, seed), system: systemOf(data) };
      return createPosterior(await instantiateKernel(), scheme, fields);
    },
  };
}

/** The registry's line of a scheme. */
export function schemeModel(scheme: Scheme): Model {
  const { name, summary } = scheme;
  return {
    name,
    summary,
    parameters: parameterTable,
    given: "the equation of the system",
    configure: (given) => configureScheme(scheme, given),
    fromGroup: async (group) => {
      const { common, rest } = readModelHeader(group, name);
      const fields = { ...common, system: readSystem(rest) };
      return createPosterior(await instantiateKernel(), scheme, fields);
    },
  };
}

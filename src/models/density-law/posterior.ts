import type { Kernel } from "../../kernel/load.js";
import type { ModelHeader } from "../law/header.js";
import { checkRequest } from "../law/request.js";
import type { Posterior } from "../model.js";
import { forecastDensityLaw } from "./forecast.js";
import type { DensityLaw } from "./law.js";
import { densityStart } from "./start.js";

/** Forecasts by a law on densities, from a known state or from walkers. */
export function densityForecast(
  kernel: Kernel,
  fields: ModelHeader,
  law: DensityLaw,
): Posterior["forecast"] {
  const { grid } = fields;
  return async (start, request) => {
    const from = densityStart(kernel, grid, start);
    checkRequest(request, grid.bins);
    return forecastDensityLaw(kernel, fields, law, from, start, request);
  };
}

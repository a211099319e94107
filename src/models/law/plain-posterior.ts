import type { JsonObject } from "../../store/json.js";
import type { Coefficient, Posterior } from "../model.js";
import type { ModelHeader } from "./header.js";
import { posteriorGroup, type Variables } from "./posterior-group.js";

/** What a posterior has beside its header. */
export interface PlainParts {
  readonly forecast: Posterior["forecast"];
  readonly coefficients?: readonly Coefficient[];
  /** Attributes of its file, and arrays of the group `estimate` there. */
  readonly header?: JsonObject;
  readonly estimate?: Variables;
}

/** The posterior of a model that ascends no bound and has nothing to iterate. */
export function plainPosterior(fields: ModelHeader, parts: PlainParts): Posterior {
  const { provenance } = fields;
  const { forecast, coefficients = [], header, estimate } = parts;
  return {
    model: provenance.name,
    provenance,
    bound: new Float64Array(),
    boundSegments: [],
    converged: true,
    coefficients,
    forecast,
    toGroup: () => posteriorGroup(fields, header, estimate),
  };
}

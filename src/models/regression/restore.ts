import { invalidData } from "../../errors.js";
import { type ParameterTable, resolveParameters } from "../../parameters.js";
import type { Group } from "../../store/group.js";
import type { Library } from "../law/features.js";
import { damagedHeader, readModelHeader } from "../law/header.js";
import type { libraryParameters } from "../law/library.js";
import { requiredVariable } from "../law/variable.js";
import type { RegressionFields } from "./fields.js";
import { distinctTerms } from "./terms.js";

/**
 * The parts of a regression that `regressionToGroup` laid out.
 *
 * @param table parameters of the model, those of the library among them
 * @throws InvalidData if a part is missing or of another shape
 */
export function regressionFromGroup(
  name: string,
  table: typeof libraryParameters & ParameterTable,
  group: Group,
): RegressionFields {
  const { common, parameters, rest } = readModelHeader(group, name);
  const { converged, noise } = rest;
  if (typeof converged !== "boolean" || typeof noise !== "number" || !(noise >= 0)) {
    throw damagedHeader();
  }
  const library: Library = resolveParameters(`posterior of ${name}`, table, parameters);
  const part = group.groups.estimate;
  const chosen = requiredVariable(part, "chosen", Int32Array);
  const size = distinctTerms(library, common.grid.bins).terms.length;
  if (chosen.length === 0 || chosen.some((l, k) => l < 0 || l >= size || l <= chosen[k - 1])) {
    throw invalidData(
      "posterior variable chosen",
      `ascending terms of 0..${size - 1}`,
      `${chosen}`,
    );
  }
  const n = chosen.length;
  return {
    ...common,
    library,
    chosen,
    theta: requiredVariable(part, "theta", Float64Array, n),
    covariance: part?.variables.theta_covariance
      ? requiredVariable(part, "theta_covariance", Float64Array, n * n)
      : undefined,
    noise,
    converged,
  };
}

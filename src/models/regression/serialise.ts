import type { Group } from "../../store/group.js";
import { posteriorGroup } from "../law/posterior-group.js";
import { variable } from "../law/variable.js";
import type { RegressionFields } from "./fields.js";
import type { Terms } from "./terms.js";

/** A regression as groups: all of it in `estimate`. There is no `posterior`: it has no sample. */
export function regressionToGroup(fields: RegressionFields, { terms }: Terms): Group {
  const { chosen, theta, covariance, noise, converged } = fields;
  const n = chosen.length;
  const header = { converged, noise, terms: terms.map(({ feature }) => feature.name) };
  const shape = ["chosen", "chosen_2"];
  const spread = covariance && { theta_covariance: variable(covariance, shape, [n, n]) };
  return posteriorGroup(fields, header, {
    chosen: variable(chosen, ["chosen"]),
    theta: variable(theta, ["chosen"]),
    ...spread,
  });
}

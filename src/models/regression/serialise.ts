import { artefactAttributes } from "../../store/artefact.js";
import type { Group } from "../../store/group.js";
import { headerAttributes } from "../law/header.js";
import { variable } from "../law/variable.js";
import type { RegressionFields } from "./fields.js";
import type { Terms } from "./terms.js";

/** A regression as groups: all of it in `estimate`. There is no `posterior`: it has no sample. */
export function regressionToGroup(fields: RegressionFields, { terms }: Terms): Group {
  const { provenance, chosen, theta, covariance, noise, converged } = fields;
  const n = chosen.length;
  const header = {
    ...headerAttributes(provenance.name, fields),
    converged,
    noise,
    terms: terms.map(({ feature }) => feature.name),
  };
  const shape = ["chosen", "chosen_2"];
  const spread = covariance && { theta_covariance: variable(covariance, shape, [n, n]) };
  return {
    attributes: artefactAttributes("posterior", provenance, header),
    variables: {},
    groups: {
      estimate: {
        attributes: {},
        variables: {
          chosen: variable(chosen, ["chosen"]),
          theta: variable(theta, ["chosen"]),
          ...spread,
        },
        groups: {},
      },
    },
  };
}

import { artefactAttributes } from "../../store/artefact.js";
import type { Group, Variable } from "../../store/group.js";
import type { JsonObject } from "../../store/json.js";
import { headerAttributes, type ModelHeader } from "./header.js";

/** Arrays by name. */
export type Variables = { readonly [name: string]: Variable };

/**
 * A posterior without a sample as groups: its header, and in `estimate` its arrays, where it has any.
 *
 * @param more attributes of the header beside those of every model
 */
export function posteriorGroup(
  fields: ModelHeader,
  more: JsonObject = {},
  estimate?: Variables,
): Group {
  const { provenance } = fields;
  const header = { ...headerAttributes(provenance.name, fields), ...more };
  return {
    attributes: artefactAttributes("posterior", provenance, header),
    variables: {},
    groups: estimate ? { estimate: { attributes: {}, variables: estimate, groups: {} } } : {},
  };
}

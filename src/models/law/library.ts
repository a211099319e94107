import { reach } from "../../monomials.js";
import type { ParameterTable } from "../../parameters.js";
import type { Library } from "./features.js";

/** Parameters that say what a law may be made of; those of {@link Library}. */
export const libraryParameters = {
  range: {
    kind: "integer",
    summary: "interaction range M: offsets of the features, in bins",
    default: 6,
    min: 0,
    max: 64,
  },
  order: { kind: "integer", summary: "highest order of the features", default: 2, min: 1, max: 3 },
  pairs: {
    kind: "choice",
    summary: "products of several factors: ordered as the paper counts them, or each once",
    default: "ordered",
    choices: ["ordered", "unordered"],
  },
  features: {
    kind: "monomials",
    summary: "the features instead of those of range and order, as -1;0;1;-1,-1;0^2,1",
    default: [],
  },
} as const satisfies ParameterTable;

/** Parameters whose range is that of the user's own features, where there are any. */
export function withReach<P extends Library>(parameters: P): P {
  const { features } = parameters;
  return features.length > 0 ? { ...parameters, range: reach(features) } : parameters;
}

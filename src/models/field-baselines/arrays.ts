import { invalidData } from "../../errors.js";
import { requiredVariable } from "../law/variable.js";
import type { Learned } from "./state-law.js";

/** A stored array of float64. @throws InvalidData if there is none, or not of this length */
export function reals({ arrays }: Learned, name: string, length?: number): Float64Array {
  const group = { attributes: {}, variables: arrays, groups: {} };
  return requiredVariable(group, name, Float64Array, length);
}

/** A stored number. @throws InvalidData if there is none */
export function numberOf({ attributes }: Learned, name: string): number {
  const value = attributes[name];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw invalidData(`posterior attribute ${name}`, "a finite number", `${value}`);
}

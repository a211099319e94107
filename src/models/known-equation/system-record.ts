import type { Dataset } from "../../dataset/dataset.js";
import { isJsonObject, type JsonObject } from "../../store/json.js";
import type { Json } from "../../types.js";
import { damagedHeader } from "../law/header.js";

/** What made the data: decides the equation. */
export interface SystemRecord {
  readonly name: string;
  readonly parameters: { readonly [key: string]: Json };
}

/** The system that made the data, as their provenance names it. */
export function systemOf({ provenance }: Dataset): SystemRecord {
  return { name: provenance.name, parameters: provenance.parameters };
}

/** The record as attributes of a header. */
export function systemAttributes({ name, parameters }: SystemRecord): JsonObject {
  return { system: name, system_parameters: { ...parameters } };
}

/** The record that {@link systemAttributes} laid out. @throws InvalidData if it is damaged */
export function readSystem({ system, system_parameters: parameters }: JsonObject): SystemRecord {
  if (typeof system !== "string" || !isJsonObject(parameters)) throw damagedHeader();
  return { name: system, parameters };
}

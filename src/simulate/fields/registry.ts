import { unknownName } from "../../errors.js";
import { burgersField2dSystem } from "./burgers-2d-field.js";
import { burgersFieldSystem } from "./burgers-field.js";
import { kdvFieldSystem } from "./kdv-field.js";
import type { FieldSystem } from "./system.js";

/** Every system that gives fields, by the names that the command line and artefacts use. */
export const fieldSystems: readonly FieldSystem[] = [
  burgersFieldSystem,
  kdvFieldSystem,
  burgersField2dSystem,
];

/** @throws UnknownName, with the closest name, if there is no such system */
export function findFieldSystem(name: string): FieldSystem {
  const system = fieldSystems.find((candidate) => candidate.name === name);
  if (system !== undefined) return system;
  const known = fieldSystems.map((candidate) => candidate.name);
  throw unknownName("system of fields", name, known);
}

import { unknownName } from "../errors.js";
import { advectionDiffusionSystem } from "./advection-diffusion.js";
import type { System } from "./system.js";

/** Every fine-scale system, by the names that the command line and artefacts use. */
export const systems: readonly System[] = [advectionDiffusionSystem];

/** @throws UnknownName, with the closest name, if there is no such system */
export function findSystem(name: string): System {
  const system = systems.find((candidate) => candidate.name === name);
  if (system === undefined) {
    throw unknownName(
      "system",
      name,
      systems.map((candidate) => candidate.name),
    );
  }
  return system;
}

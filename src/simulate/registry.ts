import { unknownName } from "../errors.js";
import { advectionDiffusionSystem } from "./advection-diffusion.js";
import { burgersWalkersSystem } from "./burgers-walkers.js";
import { crowdingWalkersSystem } from "./crowding-walkers.js";
import { densityDiffusionWalkersSystem } from "./density-diffusion-walkers.js";
import { interactingWalkersSystem } from "./interacting-walkers.js";
import { syntheticSystem } from "./synthetic.js";
import type { System } from "./system.js";
import { viscousBurgersWalkersSystem } from "./viscous-burgers-walkers.js";

/** Every fine-scale system, by the names that the command line and artefacts use. */
export const systems: readonly System[] = [
  syntheticSystem,
  advectionDiffusionSystem,
  burgersWalkersSystem,
  viscousBurgersWalkersSystem,
  densityDiffusionWalkersSystem,
  crowdingWalkersSystem,
  interactingWalkersSystem,
];

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

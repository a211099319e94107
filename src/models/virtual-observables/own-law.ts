import { invalidData } from "../../errors.js";
import type { Group } from "../../store/group.js";
import type { TransitionLaw } from "./laws/law.js";

/**
 * @param recorded name of the law in the header of a posterior
 * @throws InvalidData if that is a law of one's own, which a file cannot hold
 */
export function refuseOwnLaw(recorded: unknown, builtIn: string): void {
  if (typeof recorded !== "string" || recorded === builtIn) return;
  throw invalidData(
    "posterior of a law of your own",
    `the law "${recorded}", which is code and in no file`,
    "none",
    "Make it as before the fit and call restoreVirtualObservables(group, { law }); its values come from the group.",
  );
}

const remedy = "Make the law as it was made for the fit.";

const listed = (arrays: readonly string[]) => arrays.join(", ") || "none";

/**
 * @param recorded name of the law in the header of a posterior
 * @throws InvalidData unless the law has that name, and the group holds its parameters, by name and shape, and no others
 */
export function checkOwnLaw(recorded: unknown, group: Group | undefined, law: TransitionLaw): void {
  if (recorded !== law.name) {
    throw invalidData("law of the posterior", `"${recorded}"`, `"${law.name}"`, remedy);
  }
  const own = law.parameters.map(({ name, rows, columns }) => `${name} ${rows} x ${columns}`);
  const kept = Object.entries(group?.variables ?? {})
    .filter(([name]) => !name.startsWith("flux_"))
    .map(([name, { shape }]) => `${name} ${shape.join(" x ")}`);
  if (own.length === kept.length && own.every((array) => kept.includes(array))) return;
  throw invalidData(`parameters of the law "${law.name}"`, listed(kept), listed(own), remedy);
}

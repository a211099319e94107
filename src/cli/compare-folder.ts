import { comparisonFileNames } from "../compare/file-names.js";
import type { Failure } from "../compare/record.js";
import { CoarsegrainError } from "../errors.js";
import { occupantOf, outputExists } from "../store/artefact.js";
import { folderStorage } from "../store/folder.js";
import type { Storage } from "../store/storage.js";
import { refuseInside } from "./output-path.js";

/**
 * Looks at the output folder before any work is done. Only a comparison, and nothing beside it, is replaced.
 *
 * @throws OutputExists
 */
export async function claimFolder(out: string, overwrite: boolean): Promise<Storage> {
  const storage = folderStorage(out);
  const occupant = await occupantOf(storage);
  if (occupant.holds === "artefact") {
    throw outputExists(out, `a ${occupant.kind}`, "Choose another folder.");
  }
  if (occupant.holds === "nothing") {
    await refuseInside(out);
    return storage;
  }
  if (occupant.what === "a file") throw outputExists(out, "a file", "Choose another folder.");
  const known: readonly string[] = comparisonFileNames;
  const names = await storage.list();
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined || !names.includes("comparison.json")) {
    throw outputExists(out, stranger ?? "other files", "Choose another folder.");
  }
  if (!overwrite) {
    throw outputExists(out, "a comparison", "Choose another folder, or give --overwrite.");
  }
  return storage;
}

/** Writes the files of a comparison into a folder that was claimed, all at once. @throws OutputExists */
export async function writeComparison(
  storage: Storage,
  out: string,
  files: ReadonlyMap<string, Uint8Array>,
  overwrite: boolean,
): Promise<void> {
  if (await storage.create(files)) return;
  // What was claimed may be replaced; what came meanwhile may not.
  await claimFolder(out, overwrite);
  await storage.replace(files);
}

/** Where the files are, for people. */
export function describeFiles(out: string): string {
  return `report  ${out}/report.html
figure  ${out}/figures/error-over-time.svg
scores  ${out}/comparison.csv, ${out}/comparison.json`;
}

/** @throws NumericalFailure, with every message, if no model has scores */
export function checkSome(
  models: readonly ({ readonly model: string; readonly failure: null } | Failure)[],
): void {
  if (models.some(({ failure }) => failure === null)) return;
  const messages = models.flatMap(({ model, failure }) =>
    failure === null ? [] : [`${model}: ${failure.message}`],
  );
  throw new CoarsegrainError(
    "NumericalFailure",
    `No model could be compared. ${messages.join(" ")}`,
    { where: "every model", step: 0, state: messages.join(" ") },
  );
}

import { type DatasetContent, datasetContent } from "../dataset/content.js";
import { invalidParameter } from "../errors.js";
import { fieldModels } from "../models/field-registry.js";
import { models } from "../models/registry.js";
import { readHeader } from "../store/artefact.js";
import { folderStorage } from "../store/folder.js";

/**
 * What a path holds that a command reads. Where there is nothing to read it says `walkers`: the command then reads, and
 * tells what is wrong.
 */
export async function contentOfData(path: string): Promise<DatasetContent> {
  return datasetContent(folderStorage(path)).catch(() => "walkers" as const);
}

const has = (registry: readonly { readonly name: string }[], name: unknown) =>
  registry.some((model) => model.name === name);

/** What a posterior or a forecast is of, as {@link contentOfData}. */
export async function contentOfResult(
  path: string,
  kind: "posterior" | "forecast",
): Promise<DatasetContent> {
  try {
    const { content, name } = await readHeader(folderStorage(path), kind);
    // What a program wrote may not say.
    const fields = content === "fields" || (has(fieldModels, name) && !has(models, name));
    return fields ? "fields" : "walkers";
  } catch {
    return "walkers";
  }
}

/** @throws InvalidParameter if one of these options is given that this content has no use for */
export function refuseOptions(
  options: { readonly [name: string]: unknown },
  names: readonly string[],
  content: string,
): void {
  for (const name of names) {
    if (options[name] === undefined) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw invalidParameter(flag, `left out for ${content}`, options[name]);
  }
}

import type { Command } from "commander";
import { describe } from "../dataset/info.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import { isJsonObject } from "../store/json.js";
import type { Json } from "../types.js";
import { type Run, setAction } from "./action.js";
import { addJson } from "./options.js";
import type { Outcome } from "./output.js";
import { formatTable, indent } from "./table.js";

interface InfoOptions {
  readonly json?: boolean;
}

const epilogue = `
Chunks of a dataset are checked; those absent or damaged are named. sha256 is that of all files.

Examples:
  $ coarsegrain info data.zarr
  $ coarsegrain info posterior.zarr --json`;

/** Longest list that is shown in full. */
const longest = 60;

/** A value for people; parameters as `--set` takes them. */
function show(value: Json, separator = ", "): string {
  if (isJsonObject(value)) {
    return Object.entries(value)
      .map(([key, inner]) => `${key}=${show(inner, ",")}`)
      .join(" ");
  }
  if (!Array.isArray(value)) return String(value);
  const text = value.map((part) => show(part, ":")).join(separator);
  return text.length > longest ? `${value.length} values` : text;
}

async function info({ args }: Run<InfoOptions>): Promise<Outcome> {
  const storage = folderStorage(args[0]);
  const description = await describe(storage);
  const sha256 = await digestStorage(storage);
  const { kind, header, arrays, missing } = description;
  const pair = [{ title: "" }, { title: "" }];
  const facts = Object.entries(header).filter(([key]) => key !== "kind");
  const shapes = arrays.map(({ path, type, shape, dimensions }) => {
    return [path, type, `[${shape.join(", ")}]`, dimensions.join(", ")];
  });
  const lines = [
    `${args[0]}: ${kind}`,
    indent(
      formatTable(
        pair,
        facts.map(([key, value]) => [key, show(value)]),
      ),
    ),
    "arrays",
    indent(formatTable([...pair, ...pair], shapes)),
  ];
  if (missing !== undefined) {
    const state =
      missing.length === 0
        ? "complete"
        : `${missing.length} missing or damaged: ${missing.slice(0, 10).join(", ")}${missing.length > 10 ? ", ..." : ""}. Make them by the command and parameters above, and --resume.`;
    lines.push(`sequences: ${state}`);
  }
  lines.push(`sha256: ${sha256}`);
  return { json: { ...description, sha256 }, text: lines.join("\n") };
}

/** `coarsegrain info`. */
export function addInfo(program: Command): void {
  const command = program
    .command("info <path>")
    .description(
      "say what a dataset, posterior or forecast is, what made it, and whether it is whole",
    );
  addJson(command).addHelpText("after", epilogue);
  setAction(command, info);
}

import { basename } from "node:path";
import { artefactHeader } from "../store/artefact.js";
import type { Group } from "../store/group.js";
import type { Json } from "../types.js";
import type { Settings } from "./options.js";

/** What a command adds to the record of its artefact. */
export interface CommandRecord {
  /** The command without options that cannot change the result, and paths without their folders. */
  readonly command: string;
  readonly [key: string]: Json;
}

/** The group with a record in its header; what the header holds otherwise stays. */
export function withRecord(group: Group, record: CommandRecord): Group {
  const header = { ...artefactHeader(group.attributes), ...record };
  return { ...group, attributes: { ...group.attributes, coarsegrain: header } };
}

/** The last part of a path: the folder around an input is no part of the record. */
export function recordedPath(path: string): string {
  return basename(path);
}

/** `--set` as it is recorded: sorted, so that the order of the options makes no difference. */
export function recordedSettings(settings: Settings): string {
  const names = Object.keys(settings).sort();
  return names.map((name) => ` --set ${name}=${settings[name]}`).join("");
}

import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import { invalidParameter } from "../errors.js";
import { mostWorkers } from "../parallel/pool.js";

/** Values of `--set`, by name. */
export interface Settings {
  readonly [name: string]: string;
}

/** A parser of whole numbers for the option `name`. @throws InvalidParameter */
export function integer(
  name: string,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw invalidParameter(name, `a whole number of ${least} to ${most}`, text);
    }
    return value;
  };
}

/** A parser of numbers between two others, the ends excluded. @throws InvalidParameter */
export function fraction(name: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value > 0 && value < 1)) throw invalidParameter(name, "between 0 and 1", text);
    return value;
  };
}

/** A parser of finite numbers for the option `name`. @throws InvalidParameter */
export function finite(name: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) throw invalidParameter(name, "a finite number", text);
    return value;
  };
}

/** Adds one `key=value` to those before it; the last of a key holds. @throws InvalidParameter */
function collectSetting(text: string, before: Settings = {}): Settings {
  const at = text.indexOf("=");
  if (at < 1) throw invalidParameter("--set", "key=value, such as walkers=2400", text);
  return Object.fromEntries([
    ...Object.entries(before),
    [text.slice(0, at).trim(), text.slice(at + 1).trim()],
  ]);
}

/** A part of the sequences: those whose index leaves `index` after division by `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Parses `i/n`; counting from 0 and counting from 1 both work. @throws InvalidParameter */
export function parseShard(text: string): Shard {
  const [index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  if (!(of >= 1 && Number.isSafeInteger(of) && index <= of)) {
    throw invalidParameter("--shard", "i/n with i of 0..n, such as 1/4", text);
  }
  return { index: index % of, of };
}

/** A dataset and one of its sequences. */
export interface SequencePath {
  readonly path: string;
  readonly sequence: number;
}

/** Parses `data.zarr#3`; the sequence is 0 where none is named. */
export function parseSequencePath(text: string): SequencePath {
  const [, path, sequence] = /^(.+)#(\d+)$/.exec(text) ?? [];
  return path === undefined
    ? { path: text, sequence: 0 }
    : { path, sequence: integer("--from data.zarr#sequence", 0)(sequence) };
}

export function addJson(command: Command): Command {
  return command.option("--json", "print one JSON document on standard output");
}

export function addSeed(command: Command): Command {
  return command.addOption(
    new Option("--seed <seed>", "decides every random number")
      .argParser(integer("--seed", 0))
      .default(0),
  );
}

export function addSettings(command: Command, example: string): Command {
  return command.addOption(
    new Option(
      "--set <key=value>",
      `set a parameter, as ${example}; may be repeated (see: coarsegrain list)`,
    ).argParser(collectSetting),
  );
}

export function addWorkers(command: Command): Command {
  return command.addOption(
    new Option("--workers <n>", "threads to simulate on; the result does not depend on it")
      .argParser(integer("--workers", 1, mostWorkers))
      .default(availableParallelism(), "all cores"),
  );
}

export function addOverwrite(command: Command): Command {
  return command.addOption(
    new Option("--overwrite", "replace an artefact of the same kind that is there").conflicts([
      "resume",
      "shard",
    ]),
  );
}

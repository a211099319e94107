import { invalidParameter, unknownParameter } from "./errors.js";
import type { Json } from "./types.js";

/**
 * A declared parameter: what it means, its default, and what it may be. The declarations of systems
 * and models serve code, `--set key=value`, `list` and the record in every artefact alike.
 */
export type Parameter =
  | {
      readonly kind: "number" | "integer";
      readonly summary: string;
      readonly default: number;
      readonly min?: number;
      readonly max?: number;
      /** Excludes `min` itself. */
      readonly above?: boolean;
      readonly unit?: string;
    }
  | { readonly kind: "boolean"; readonly summary: string; readonly default: boolean }
  | {
      readonly kind: "choice";
      readonly summary: string;
      readonly default: string;
      readonly choices: readonly string[];
    };

/** Declarations by name. */
export type ParameterTable = { readonly [name: string]: Parameter };

type Value<P extends Parameter> = P extends { kind: "number" | "integer" }
  ? number
  : P extends { kind: "boolean" }
    ? boolean
    : P extends { choices: readonly (infer C)[] }
      ? C
      : never;

/** The values a table declares. */
export type ParameterValues<T extends ParameterTable> = { readonly [K in keyof T]: Value<T[K]> };

function describeRange(parameter: Parameter & { kind: "number" | "integer" }): string {
  const noun = parameter.kind === "integer" ? "an integer" : "a number";
  const low =
    parameter.min === undefined
      ? ""
      : parameter.above
        ? ` above ${parameter.min}`
        : ` of at least ${parameter.min}`;
  const high = parameter.max === undefined ? "" : `${low && " and"} at most ${parameter.max}`;
  return noun + low + high;
}

function checkNumber(
  name: string,
  parameter: Parameter & { kind: "number" | "integer" },
  given: unknown,
): number {
  const value =
    typeof given === "string" && given.trim() !== "" ? Number(given) : (given as number);
  const { min, max } = parameter;
  const valid =
    typeof value === "number" &&
    Number.isFinite(value) &&
    (parameter.kind === "number" || Number.isSafeInteger(value)) &&
    (min === undefined || (parameter.above ? value > min : value >= min)) &&
    (max === undefined || value <= max);
  if (!valid) throw invalidParameter(name, describeRange(parameter), given);
  return value;
}

function checkValue(name: string, parameter: Parameter, given: unknown): Json {
  switch (parameter.kind) {
    case "number":
    case "integer":
      return checkNumber(name, parameter, given);
    case "boolean":
      if (given === true || given === "true") return true;
      if (given === false || given === "false") return false;
      throw invalidParameter(name, "true or false", given);
    case "choice":
      if (typeof given === "string" && parameter.choices.includes(given)) return given;
      throw invalidParameter(name, `one of ${parameter.choices.join(", ")}`, given);
  }
}

/**
 * Checks `given` against `table` and fills in the defaults. Values may be strings, as they come from a
 * command line.
 *
 * @param owner what the parameters belong to, for the message
 * @throws UnknownParameter for a name not declared; InvalidParameter for a value out of range, or if
 *   `given` is no object
 */
export function resolveParameters<T extends ParameterTable>(
  owner: string,
  table: T,
  given: { readonly [name: string]: unknown },
): ParameterValues<T> {
  if (typeof given !== "object" || given === null) {
    throw invalidParameter(`parameters of ${owner}`, "an object, such as { name: value }", given);
  }
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(table, name)) throw unknownParameter(owner, name, Object.keys(table));
  }
  const values: { [name: string]: Json } = {};
  for (const [name, parameter] of Object.entries(table)) {
    const value = given[name];
    values[name] = value === undefined ? parameter.default : checkValue(name, parameter, value);
  }
  return values as ParameterValues<T>;
}

import { invalidParameter, unknownParameter } from "./errors.js";
import {
  areMonomials,
  formatMonomials,
  formatPolynomial,
  isPolynomial,
  type Monomial,
  mostFactors,
  mostOffset,
  parseMonomials,
  parsePolynomial,
  type Term,
} from "./monomials.js";
import type { Json } from "./types.js";

/**
 * A function of one variable u: coefficients a_0, a_1, ... of the polynomial a_0 + a_1 u + ...; or knots
 * (u, value) with rising u, between which it is linear and beyond which it is constant.
 */
export type FunctionOfOne = readonly number[] | readonly (readonly [number, number])[];

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
    }
  | {
      readonly kind: "function";
      readonly summary: string;
      readonly default: FunctionOfOne;
      /** What the function depends on. */
      readonly of: string;
    }
  | {
      /** Products of neighbouring bins, each given by its offsets. */
      readonly kind: "monomials";
      readonly summary: string;
      readonly default: readonly Monomial[];
    }
  | {
      /** The same, each with a coefficient. */
      readonly kind: "polynomial";
      readonly summary: string;
      readonly default: readonly Term[];
    };

/** Declarations by name. */
export type ParameterTable = { readonly [name: string]: Parameter };

type Value<P extends Parameter> = P extends { kind: "number" | "integer" }
  ? number
  : P extends { kind: "boolean" }
    ? boolean
    : P extends { choices: readonly (infer C)[] }
      ? C
      : P extends { kind: "function" }
        ? FunctionOfOne
        : P extends { kind: "monomials" }
          ? readonly Monomial[]
          : P extends { kind: "polynomial" }
            ? readonly Term[]
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

const mostCoefficients = 16;
const mostKnots = 1024;

/** `0,0.0125` or `0:0.2,1:0.1` as numbers, or undefined if it is neither. */
function parseFunction(text: string): unknown {
  const parts = text.split(",").map((part) => part.split(":").map((word) => word.trim()));
  if (parts.flat().includes("")) return undefined;
  const numbers = parts.map((part) => part.map(Number));
  return numbers.every((part) => part.length === 1) ? numbers.flat() : numbers;
}

function checkFunction(name: string, given: unknown): FunctionOfOne {
  const value = typeof given === "string" ? parseFunction(given) : given;
  const finite = (list: unknown): list is number[] => {
    return Array.isArray(list) && list.every(Number.isFinite);
  };
  if (Array.isArray(value) && value.length > 0) {
    if (finite(value) && value.length <= mostCoefficients) return [...value];
    const knots = value.every((knot) => finite(knot) && knot.length === 2);
    const rising = value.every((knot, i) => i === 0 || knot[0] > value[i - 1][0]);
    if (knots && rising && value.length <= mostKnots) {
      return value.map(([u, f]): [number, number] => [u, f]);
    }
  }
  throw invalidParameter(
    name,
    `a polynomial "a0,a1,..." of at most ${mostCoefficients} coefficients, or a table "u0:f0,u1:f1,..." of at most ${mostKnots} knots with rising u`,
    typeof given === "string" ? given : JSON.stringify(given),
  );
}

function checkMonomials(name: string, given: unknown): readonly Monomial[] {
  const value = typeof given === "string" ? parseMonomials(given) : given;
  if (areMonomials(value)) return value.map((monomial) => [...monomial]);
  throw invalidParameter(
    name,
    `different products "-1;0;-1,1;0^2" of at most ${mostFactors} factors, offsets within ${mostOffset} bins`,
    typeof given === "string" ? given : JSON.stringify(given),
  );
}

function checkPolynomial(name: string, given: unknown): readonly Term[] {
  const value = typeof given === "string" ? parsePolynomial(given) : given;
  if (isPolynomial(value)) {
    return value.map(([monomial, coefficient]): Term => [[...monomial], coefficient]);
  }
  throw invalidParameter(
    name,
    `different terms "-1:0.5;1,1:-0.2", products of at most ${mostFactors} factors and their coefficients`,
    typeof given === "string" ? given : JSON.stringify(given),
  );
}

/** The default of a parameter as `--set` takes it. */
export function formatDefault(parameter: Parameter): string {
  switch (parameter.kind) {
    case "function":
      return formatFunction(parameter.default);
    case "monomials":
      return formatMonomials(parameter.default);
    case "polynomial":
      return formatPolynomial(parameter.default);
    default:
      return String(parameter.default);
  }
}

/** A function as `--set` takes it: `0,0.0125`, or `0:0.2,1:0.1`. */
export function formatFunction(given: FunctionOfOne): string {
  return given.map((part) => (Array.isArray(part) ? part.join(":") : String(part))).join(",");
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
    case "function":
      return checkFunction(name, given);
    case "monomials":
      return checkMonomials(name, given);
    case "polynomial":
      return checkPolynomial(name, given);
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

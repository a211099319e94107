import { invalidData } from "../errors.js";
import type { Grid } from "../types.js";

/** What a value is, in a word or two for a message. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return `${typeof value} ${String(value)}`;
  const { name } = value.constructor ?? {};
  return name === undefined || name === "Object" ? "a plain object" : `a ${name}`;
}

/** @throws InvalidData unless `value` is a whole number of at least `least` */
export function checkWhole(what: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw invalidData(what, `a whole number of at least ${least}`, `${value}`);
  }
}

/** @throws InvalidData unless the grid has bins on a finite domain */
export function checkGrid(grid: Grid): void {
  const { domain, bins } = grid ?? {};
  const [from, to]: readonly number[] = Array.isArray(domain) ? domain : [];
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) {
    throw invalidData("domain", "two finite numbers, the smaller first", `[${domain ?? ""}]`);
  }
  checkWhole("bins", bins, 1);
}

/** @throws InvalidData unless `values` is a typed array of the given kind */
export function checkArray(
  what: string,
  values: unknown,
  type: typeof Uint8Array | typeof Uint32Array | typeof Float32Array | typeof Float64Array,
): void {
  if (!(values instanceof type)) {
    throw invalidData(what, `a ${type.name}`, describeValue(values));
  }
}

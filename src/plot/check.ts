import { invalidData } from "../errors.js";

/** An interval of a predicted vector: both arrays of one shape, lower ≤ upper. */
export interface Band {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

/** @throws InvalidData if `values` has not `expected` entries */
export function checkLength(what: string, values: ArrayLike<unknown>, expected: number): void {
  if (values.length !== expected) {
    throw invalidData(what, `${expected} values`, `${values.length}`);
  }
}

/** @throws InvalidData if there is nothing to draw */
export function checkSome(what: string, values: ArrayLike<unknown>): void {
  if (values.length === 0) throw invalidData(what, "at least one entry", "none");
}

/** Largest finite value of all arrays; `otherwise` if there is none. */
export function largest(arrays: readonly ArrayLike<number>[], otherwise = 0): number {
  let found = Number.NEGATIVE_INFINITY;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      if (Number.isFinite(array[i]) && array[i] > found) found = array[i];
    }
  }
  return found === Number.NEGATIVE_INFINITY ? otherwise : found;
}

/** Smallest finite value of all arrays; `otherwise` if there is none. */
export function smallest(arrays: readonly ArrayLike<number>[], otherwise = 0): number {
  let found = Number.POSITIVE_INFINITY;
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      if (Number.isFinite(array[i]) && array[i] < found) found = array[i];
    }
  }
  return found === Number.POSITIVE_INFINITY ? otherwise : found;
}

import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";

type Reals = Region<Float64Array>;

/**
 * Lower Cholesky factor of a symmetric n x n matrix, in place; only the lower triangle is read and
 * written.
 *
 * @returns -1, or the index of the first pivot that is not positive and finite
 */
export function cholesky(kernel: Kernel, matrix: Reals, n: number): number {
  return kernel.call.cholesky(matrix.pointer, n);
}

/** Solves A x = b in place at `vector`, from the Cholesky factor of A. */
export function solveFactored(kernel: Kernel, factor: Reals, n: number, vector: Reals): void {
  kernel.call.solveLower(factor.pointer, n, vector.pointer);
  kernel.call.solveUpper(factor.pointer, n, vector.pointer);
}

/** log |A| from its Cholesky factor. */
export function logDeterminant(kernel: Kernel, factor: Reals, n: number): number {
  return kernel.call.logDeterminant(factor.pointer, n);
}

/** The diagonal of A^-1, from the Cholesky factor of A, which is used up. */
export function inverseDiagonal(kernel: Kernel, factor: Reals, n: number, diagonal: Reals): void {
  kernel.call.inverseDiagonal(factor.pointer, n, diagonal.pointer);
}

/** A^-1, both triangles, from the Cholesky factor of A, which is used up. */
export function invertFactored(kernel: Kernel, factor: Reals, n: number, inverse: Reals): void {
  kernel.call.invertFactored(factor.pointer, n, inverse.pointer);
}

/** Copies the lower triangle onto the upper one. */
export function mirrorLower(kernel: Kernel, matrix: Reals, n: number): void {
  kernel.call.mirrorLower(matrix.pointer, n);
}

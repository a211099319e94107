import type { Region } from "../memory.js";
import type { Matrix } from "./products.js";
import { addressOf, type Functions, type Values } from "./values.js";

/** Where a block lies: its first number, and how far apart its rows are. */
export interface Place {
  readonly values: Values;
  readonly offset: number;
  readonly stride: number;
}

/** A whole matrix as a block. */
export function whole(values: Values, columns: number): Place {
  return { values, offset: 0, stride: columns };
}

/** Copies a block [rows][columns] from one place to another, or adds it to what is there. */
export function moveBlock(
  functions: Functions,
  from: Place,
  to: Place,
  rows: number,
  columns: number,
  accumulate: boolean,
): void {
  functions.call.moveBlock(
    addressOf(functions, from.values, from.offset),
    from.stride,
    addressOf(functions, to.values, to.offset),
    to.stride,
    rows,
    columns,
    Number(accumulate),
  );
}

/** y_ij = x_i,k(j), or y_ij plus that. */
export function gatherColumns(
  { call }: Functions,
  x: Matrix,
  indices: Region<Int32Array>,
  y: Values,
  accumulate: boolean,
): void {
  call.gatherColumns(
    x.values.pointer,
    x.columns,
    indices.pointer,
    indices.length,
    y.pointer,
    x.rows,
    Number(accumulate),
  );
}

/** Adds x_ij to y_i,k(j). */
export function scatterColumns(
  { call }: Functions,
  x: Values,
  indices: Region<Int32Array>,
  y: Matrix,
): void {
  const { pointer, length } = indices;
  call.scatterColumns(x.pointer, pointer, length, y.values.pointer, y.columns, y.rows);
}

/** y = x^T */
export function transpose({ call }: Functions, x: Matrix, y: Matrix): void {
  call.transpose(x.values.pointer, y.values.pointer, x.rows, x.columns);
}

import type { Functions, Values } from "./values.js";

/** Functions of one number; their numbers in assembly/network/unary.ts. */
export const unaryCodes = {
  relu: 0,
  silu: 1,
  tanh: 2,
  softplus: 3,
  sigmoid: 4,
  exp: 5,
  log: 6,
  square: 7,
  sqrt: 8,
  reciprocal: 9,
} as const;

export type UnaryName = keyof typeof unaryCodes;

/** y = f(x); silu needs `kept`, room for as many numbers, for its adjoint. */
export function unary(
  { call }: Functions,
  name: UnaryName,
  x: Values,
  y: Values,
  kept: Values | undefined,
): void {
  call.unary(unaryCodes[name], x.pointer, y.pointer, kept?.pointer ?? 0, y.length);
}

/** dx = g f'(x), or dx plus that. */
export function unaryAdjoint(
  { call }: Functions,
  name: UnaryName,
  x: Values,
  y: Values,
  kept: Values | undefined,
  g: Values,
  dx: Values,
  accumulate: boolean,
): void {
  const code = unaryCodes[name];
  const keptAt = kept?.pointer ?? 0;
  call.unaryAdjoint(
    code,
    x.pointer,
    y.pointer,
    keptAt,
    g.pointer,
    dx.pointer,
    y.length,
    Number(accumulate),
  );
}

/** y = a x + b, or y plus that. */
export function affine(
  { call }: Functions,
  x: Values,
  a: number,
  b: number,
  y: Values,
  accumulate = false,
): void {
  call.affine(x.pointer, a, b, y.pointer, y.length, Number(accumulate));
}

/** Every number of y set to `value`, or raised by it. */
export function fill({ call }: Functions, y: Values, value: number, accumulate = false): void {
  call.fill(y.pointer, value, y.length, Number(accumulate));
}

/** Operations on two numbers; their numbers in assembly/network/binary.ts. */
export const binaryCodes = { add: 0, subtract: 1, multiply: 2, divide: 3, second: 4 } as const;

export type BinaryName = keyof typeof binaryCodes;

/** How the second operand lies against [rows][columns] of the first: all of it, or broadcast. */
export type Spread = "full" | "column" | "row" | "number";

/** y = a op b, or y plus that; a and y are [rows][columns], and b is spread over them. */
export function binary(
  { call }: Functions,
  name: BinaryName,
  a: Values,
  b: Values,
  y: Values,
  columns: number,
  spread: Spread,
  accumulate = false,
): void {
  // What does not change from row to row is one long row.
  const flat = spread === "full" || spread === "number";
  call.binary(
    binaryCodes[name],
    a.pointer,
    b.pointer,
    y.pointer,
    flat ? 1 : y.length / columns,
    flat ? y.length : columns,
    spread === "column" ? 1 : 0,
    spread === "full" || spread === "row" ? 1 : 0,
    Number(accumulate),
  );
}

/** db = -g y / b, the adjoint of y = a / b, or db plus that. */
export function divisorAdjoint(
  { call }: Functions,
  g: Values,
  y: Values,
  b: Values,
  db: Values,
  accumulate: boolean,
): void {
  call.divisorAdjoint(g.pointer, y.pointer, b.pointer, db.pointer, db.length, Number(accumulate));
}

import type { MemoryExports } from "../abi.js";

/** Type of the numbers that a kernel computes with. */
export type Precision = "float32" | "float64";

/**
 * The kernels of assembly/network/, without the 32 or 64 of their names. Arguments named `...At` are
 * addresses in linear memory; an adjoint adds to its last matrix if `accumulate` is 1, and writes if it is 0.
 */
export interface NetworkCalls {
  normal(stateAt: number, outAt: number, n: number): void;
  multiply(
    aAt: number,
    aRow: number,
    aColumn: number,
    bAt: number,
    bStride: number,
    cAt: number,
    cStride: number,
    biasAt: number,
    m: number,
    k: number,
    n: number,
    accumulate: number,
  ): void;
  multiplyTransposed(
    aAt: number,
    aStride: number,
    bAt: number,
    bStride: number,
    cAt: number,
    cStride: number,
    m: number,
    n: number,
    p: number,
    accumulate: number,
  ): void;
  unary(op: number, xAt: number, yAt: number, keptAt: number, n: number): void;
  unaryAdjoint(
    op: number,
    xAt: number,
    yAt: number,
    keptAt: number,
    gAt: number,
    dxAt: number,
    n: number,
    accumulate: number,
  ): void;
  affine(xAt: number, a: number, b: number, yAt: number, n: number, accumulate: number): void;
  fill(yAt: number, value: number, n: number, accumulate: number): void;
  binary(
    op: number,
    aAt: number,
    bAt: number,
    yAt: number,
    rows: number,
    columns: number,
    bRow: number,
    bColumn: number,
    accumulate: number,
  ): void;
  divisorAdjoint(
    gAt: number,
    yAt: number,
    bAt: number,
    dbAt: number,
    n: number,
    accumulate: number,
  ): void;
  total(xAt: number, n: number): number;
  squares(xAt: number, n: number): number;
  reduceColumns: Reduction;
  reduceRows: Reduction;
  logSumExp(xAt: number, yAt: number, rows: number, columns: number): void;
  logSumExpAdjoint(
    xAt: number,
    yAt: number,
    gAt: number,
    dxAt: number,
    rows: number,
    columns: number,
    accumulate: number,
  ): void;
  softmax(xAt: number, yAt: number, rows: number, columns: number): void;
  softmaxAdjoint(
    yAt: number,
    gAt: number,
    dxAt: number,
    rows: number,
    columns: number,
    accumulate: number,
  ): void;
  moveBlock(
    xAt: number,
    from: number,
    yAt: number,
    to: number,
    rows: number,
    columns: number,
    accumulate: number,
  ): void;
  gatherColumns(
    xAt: number,
    columns: number,
    indicesAt: number,
    n: number,
    yAt: number,
    rows: number,
    accumulate: number,
  ): void;
  scatterColumns(
    xAt: number,
    indicesAt: number,
    n: number,
    yAt: number,
    columns: number,
    rows: number,
  ): void;
  transpose(xAt: number, yAt: number, rows: number, columns: number): void;
  lowerProduct(lAt: number, xAt: number, yAt: number, n: number, columns: number): void;
  lowerFactorAdjoint(
    gAt: number,
    xAt: number,
    dlAt: number,
    n: number,
    columns: number,
    accumulate: number,
  ): void;
  lowerProductAdjoint(
    lAt: number,
    gAt: number,
    dxAt: number,
    n: number,
    columns: number,
    accumulate: number,
  ): void;
  adam(
    pAt: number,
    gAt: number,
    mAt: number,
    vAt: number,
    n: number,
    scale: number,
    beta1: number,
    beta2: number,
    rate: number,
    epsilon: number,
  ): void;
}

type Reduction = (
  xAt: number,
  factorAt: number,
  divisorAt: number,
  yAt: number,
  rows: number,
  columns: number,
  scale: number,
  accumulate: number,
) => void;

/** What the module exports beside its kernels, which come twice: `add32` and `add64`, say. */
export interface NetworkExports extends MemoryExports {
  streamOpen(stateAt: number, seedLow: number, seedHigh: number, a: number, b: number): void;
  fillUniform(stateAt: number, outAt: number, n: number): void;
}

/** The kernels of one precision, under the names without its number. */
export function callsOf(exports: NetworkExports, precision: Precision): NetworkCalls {
  const suffix = precision === "float32" ? "32" : "64";
  const named = Object.entries(exports).filter(([name]) => name.endsWith(suffix));
  return Object.fromEntries(
    named.map(([name, call]) => [name.slice(0, -suffix.length), call]),
  ) as unknown as NetworkCalls;
}

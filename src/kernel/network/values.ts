import type { Arena, Region } from "../memory.js";
import { callsOf, type NetworkCalls, type Precision } from "./abi.js";
import type { NetworkKernel } from "./load.js";

/** Numbers of either precision. */
export type Numbers = Float32Array | Float64Array;

/** Numbers in linear memory, held to a whole number of vectors, so that kernels may pass their end. */
export type Values = Region<Numbers>;

/** The kernels of one precision, and the memory they work in. */
export interface Functions {
  readonly kernel: NetworkKernel;
  readonly arena: Arena;
  readonly precision: Precision;
  readonly call: NetworkCalls;
}

/** The kernels of one precision. */
export function networkFunctions(kernel: NetworkKernel, precision: Precision): Functions {
  const { arena, exports } = kernel;
  return { kernel, arena, precision, call: callsOf(exports, precision) };
}

/** Room for n numbers, all 0. */
export function reserveValues({ arena, precision }: Functions, n: number): Values {
  const values: Values = precision === "float32" ? arena.f32(n) : arena.f64(n);
  values.view.fill(0);
  return values;
}

/** Address of number `offset` of `values`. The precision tells their width: a look at a view costs more than a short kernel. */
export function addressOf({ precision }: Functions, values: Values, offset: number): number {
  return values.pointer + offset * (precision === "float32" ? 4 : 8);
}

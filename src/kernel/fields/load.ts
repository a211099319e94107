import deflatedAsText from "virtual:fields-kernels";
import { instantiate } from "@assemblyscript/loader";
import { checkSimd } from "../check-simd.js";
import { compileDeflated } from "../inflate.js";
import { supportsSimd } from "../load.js";
import { Arena } from "../memory.js";
import type { FieldsExports } from "./abi.js";

/** One instance of the kernels of fields with a memory of its own. Not shared between threads. */
export interface FieldsKernel {
  readonly call: FieldsExports;
  readonly arena: Arena;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * A fresh instance of the kernels of fields, compiled once for each thread; its memory goes when it is no
 * longer referenced.
 *
 * @throws UnsupportedEngine where WASM has no SIMD
 */
export async function instantiateFieldsKernel(): Promise<FieldsKernel> {
  checkSimd(supportsSimd(), "Fields");
  compiled ??= compileDeflated(deflatedAsText);
  const { exports } = await instantiate(await compiled);
  const call = exports as unknown as FieldsExports;
  return { call, arena: new Arena(call.memory, call.heapBase.value) };
}

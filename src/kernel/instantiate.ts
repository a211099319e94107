import { instantiate } from "@assemblyscript/loader";
import type { KernelExports } from "./abi.js";
import { Arena } from "./memory.js";

/** One instance of the kernels with a memory of its own. Not shared between threads. */
export interface Kernel {
  readonly call: KernelExports;
  readonly arena: Arena;
  /** Whether this is the SIMD build. Both builds give the same bits. */
  readonly simd: boolean;
}

/** The compiled kernels; can be posted to a worker, which then need not compile or carry them. */
export interface KernelModule {
  readonly module: WebAssembly.Module;
  readonly simd: boolean;
}

/** A fresh instance of compiled kernels; its memory goes when it is no longer referenced. */
export async function instantiateModule(from: KernelModule): Promise<Kernel> {
  const { exports } = await instantiate(from.module);
  const call = exports as unknown as KernelExports;
  return { call, arena: new Arena(call.memory, call.heapBase.value), simd: from.simd };
}

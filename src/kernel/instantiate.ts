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

/** The kernels that an instance exports, and its memory. */
export function kernelOf(exports: object, simd: boolean): Kernel {
  const call = exports as KernelExports;
  return { call, arena: new Arena(call.memory, call.heapBase.value), simd };
}

/**
 * A fresh instance of compiled kernels, for a worker: its script is carried as text, so it does without
 * the loader. It can, because the kernels import nothing.
 */
export async function instantiateModule({ module, simd }: KernelModule): Promise<Kernel> {
  return kernelOf((await WebAssembly.instantiate(module)).exports, simd);
}

import scalarDeflated from "../../build/kernel.scalar.wasm";
import simdDeflated from "../../build/kernel.simd.wasm";
import { instantiateModule, type Kernel, type KernelModule } from "./instantiate.js";

export type { Kernel, KernelModule } from "./instantiate.js";

/** A module holding one function that returns a v128: valid exactly where WASM SIMD is. */
const simdProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
);

/** Whether this engine runs WASM SIMD. */
export function supportsSimd(): boolean {
  return WebAssembly.validate(simdProbe);
}

/** The bytes of a kernel, which the package carries deflated to be smaller. */
function inflate(deflated: Uint8Array): Promise<ArrayBuffer> {
  const stream = new Blob([deflated as BlobPart]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer();
}

async function compileBuild(simd: boolean): Promise<KernelModule> {
  const binary = await inflate(simd ? simdDeflated : scalarDeflated);
  return { module: await WebAssembly.compile(binary), simd };
}

const compiled = new Map<boolean, Promise<KernelModule>>();

/**
 * Compiles the kernels once per build and thread.
 *
 * @param simd which build; by default the SIMD build wherever the engine supports it
 */
export function compileKernel(simd: boolean = supportsSimd()): Promise<KernelModule> {
  let pending = compiled.get(simd);
  if (pending === undefined) {
    pending = compileBuild(simd);
    compiled.set(simd, pending);
  }
  return pending;
}

/** A fresh instance of the kernels; its memory goes when it is no longer referenced. */
export async function instantiateKernel(from?: KernelModule): Promise<Kernel> {
  return instantiateModule(from ?? (await compileKernel()));
}

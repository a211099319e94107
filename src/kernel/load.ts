import twinsAsText from "virtual:kernels";
import { instantiate } from "@assemblyscript/loader";
import { type Kernel, type KernelModule, kernelOf } from "./instantiate.js";
import { separateTwins } from "./twins.js";

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

/** Both builds, which the package carries joined and deflated to be smaller. */
async function inflateTwins() {
  // Decoded here, so that a page which never computes neither carries nor decodes them.
  const deflated = Uint8Array.from(atob(twinsAsText), (character) => character.charCodeAt(0));
  const stream = new Blob([deflated]).stream();
  const inflated = new Response(stream.pipeThrough(new DecompressionStream("deflate-raw")));
  return separateTwins(new Uint8Array(await inflated.arrayBuffer()));
}

async function compileBuild(simd: boolean): Promise<KernelModule> {
  const twins = await inflateTwins();
  return { module: await WebAssembly.compile(simd ? twins.simd : twins.scalar), simd };
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
  const { module, simd } = from ?? (await compileKernel());
  return kernelOf((await instantiate(module)).exports, simd);
}

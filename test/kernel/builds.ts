import { compileKernel, instantiateKernel, type Kernel } from "../../src/kernel/load.js";

/** A fresh instance of the SIMD and of the scalar build. */
export async function bothBuilds(): Promise<[Kernel, Kernel]> {
  return [
    await instantiateKernel(await compileKernel(true)),
    await instantiateKernel(await compileKernel(false)),
  ];
}

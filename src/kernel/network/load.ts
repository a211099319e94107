import deflatedAsText from "virtual:network-kernels";
import { instantiate } from "@assemblyscript/loader";
import { checkSimd } from "../check-simd.js";
import { compileDeflated } from "../inflate.js";
import { supportsSimd } from "../load.js";
import { Arena } from "../memory.js";
import type { NetworkExports } from "./abi.js";

/** One instance of the kernels of networks with a memory of its own. Not shared between threads. */
export interface NetworkKernel {
  readonly exports: NetworkExports;
  readonly arena: Arena;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * A fresh instance of the kernels of networks, compiled once for each thread; its memory goes when it is no
 * longer referenced.
 *
 * @throws UnsupportedEngine where WASM has no SIMD
 */
export async function instantiateNetworkKernel(): Promise<NetworkKernel> {
  checkSimd(supportsSimd(), "Networks");
  compiled ??= compileDeflated(deflatedAsText);
  const { exports } = await instantiate(await compiled);
  const network = exports as unknown as NetworkExports;
  return { exports: network, arena: new Arena(network.memory, network.heapBase.value) };
}

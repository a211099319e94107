import deflatedAsText from "virtual:network-kernels";
import { instantiate } from "@assemblyscript/loader";
import { CoarsegrainError } from "../../errors.js";
import { supportsSimd } from "../load.js";
import { Arena } from "../memory.js";
import type { NetworkExports } from "./abi.js";

/** One instance of the kernels of networks with a memory of its own. Not shared between threads. */
export interface NetworkKernel {
  readonly exports: NetworkExports;
  readonly arena: Arena;
}

async function compile(): Promise<WebAssembly.Module> {
  const deflated = Uint8Array.from(atob(deflatedAsText), (character) => character.charCodeAt(0));
  const stream = new Blob([deflated]).stream();
  const inflated = new Response(stream.pipeThrough(new DecompressionStream("deflate-raw")));
  return WebAssembly.compile(await inflated.arrayBuffer());
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** @throws UnsupportedEngine where WASM has no SIMD: there is no scalar build of these kernels */
export function checkSimd(supported: boolean): void {
  if (supported) return;
  throw new CoarsegrainError(
    "UnsupportedEngine",
    "Networks need an engine whose WebAssembly has SIMD, and this one's has not. Use a browser or a Node of 2021 or later.",
    { feature: "WebAssembly SIMD" },
  );
}

/**
 * A fresh instance of the kernels of networks, compiled once for each thread; its memory goes when it is no
 * longer referenced.
 *
 * @throws UnsupportedEngine where WASM has no SIMD
 */
export async function instantiateNetworkKernel(): Promise<NetworkKernel> {
  checkSimd(supportsSimd());
  compiled ??= compile();
  const { exports } = await instantiate(await compiled);
  const network = exports as unknown as NetworkExports;
  return { exports: network, arena: new Arena(network.memory, network.heapBase.value) };
}

import { CoarsegrainError } from "../errors.js";

/** @throws UnsupportedEngine where WASM has no SIMD: these kernels have no scalar build */
export function checkSimd(supported: boolean, what: string): void {
  if (supported) return;
  throw new CoarsegrainError(
    "UnsupportedEngine",
    `${what} need an engine whose WebAssembly has SIMD, and this one's has not. Use a browser or a Node of 2021 or later.`,
    { feature: "WebAssembly SIMD" },
  );
}

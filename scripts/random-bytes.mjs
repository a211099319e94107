/**
 * node scripts/random-bytes.mjs one|many | dieharder -a -g 200
 *
 * Writes the kernels' random bits to standard output without end, for a battery of tests:
 *   one     a single stream, all its bits in the order in which the kernels use them
 *   many    256 streams of one seed in turn, 4 KiB of each: neighbouring sequences must be independent too
 */
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

const kind = process.argv[2];
if (kind !== "one" && kind !== "many") {
  console.error("Usage: node scripts/random-bytes.mjs one|many");
  process.exit(2);
}

const binary = readFileSync(join(root, "build/kernel.simd.wasm"));
const { instance } = await WebAssembly.instantiate(binary, { env: { abort() {} } });
const { memory, heapBase, streamOpen, fillBits } = instance.exports;
const streams = kind === "one" ? 1 : 256;
const blocks = 256;
const stateBytes = 64;
const first = (heapBase.value + 15) & ~15;
const out = first + streams * stateBytes;
const bytes = streams * blocks * 16;
memory.grow(Math.ceil((out + bytes) / 65536));
const chunk = Buffer.from(memory.buffer, out, bytes);
for (let i = 0; i < streams; i++) streamOpen(first + i * stateBytes, 1, 0, i, 2);

/** A reader that has seen enough closes the pipe. */
function write() {
  for (let at = 0; at < bytes; ) {
    try {
      at += writeSync(1, chunk, at);
    } catch (error) {
      if (error.code === "EPIPE") return false;
      if (error.code !== "EAGAIN") throw error;
    }
  }
  return true;
}

do {
  for (let i = 0; i < streams; i++) fillBits(first + i * stateBytes, out + i * blocks * 16, blocks);
} while (write());

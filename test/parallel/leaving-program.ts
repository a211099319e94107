/** A program that uses a thread and never closes its executor: it must end by itself. */
import { readFileSync } from "node:fs";
import { threadExecutor } from "../../src/parallel/threads.js";
import { twice } from "./thread-tasks.js";

const module = new WebAssembly.Module(readFileSync("build/kernel.scalar.wasm"));
const entry = process.argv[2];
const executor = threadExecutor({ workers: 1, entry, kernel: { module, simd: false } });
const [eight] = await executor.run(twice, Float64Array.of(4));
console.log(eight);

import { invalidData } from "../../src/errors.js";
import type { Task } from "../../src/parallel/executor.js";

/** Tasks that a test's threads serve. */
export const twice: Task<Float64Array, Float64Array> = {
  name: "twice",
  run(kernel, input) {
    const region = kernel.arena.copyF64(input);
    return region.view.map((value) => 2 * value);
  },
};

export const refuse: Task<string, never> = {
  name: "refuse",
  run(_, what) {
    throw invalidData(what, "a better day", "this one");
  },
};

export const die: Task<number, never> = {
  name: "die",
  run: (_, code) => process.exit(code),
};

export const sleep: Task<number, number> = {
  name: "sleep",
  run(_, milliseconds) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    return milliseconds;
  },
};

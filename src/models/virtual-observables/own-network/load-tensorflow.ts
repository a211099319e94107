import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { findTensorflow, type LoadedTensorflow, type ModuleSource } from "./find-tensorflow.js";
import type { Tensorflow } from "./tensorflow.js";

const installed: ModuleSource = {
  // No literal, so that no bundler asks for what need not be there.
  load: (name) => import(/* @vite-ignore */ name),
  folderOf: (name) => join(dirname(createRequire(import.meta.url).resolve(name)), "/"),
};

/**
 * TensorFlow.js, where it is installed: `@tensorflow/tfjs-node`, or else `@tensorflow/tfjs` with
 * `@tensorflow/tfjs-backend-wasm`, or without. It becomes the backend of the process.
 *
 * @throws UnsupportedEngine if none of them is there
 *
 * @example
 * const { tf, backend } = await loadTensorflow<typeof import("@tensorflow/tfjs")>();
 */
export async function loadTensorflow<T extends Tensorflow = Tensorflow>(): Promise<
  LoadedTensorflow<T>
> {
  // The native library would greet on standard error: warnings alone, unless the environment says otherwise.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "1";
  return (await findTensorflow(installed)) as LoadedTensorflow<T>;
}

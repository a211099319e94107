import { CoarsegrainError } from "../../../errors.js";
import type { Tensorflow } from "./tensorflow.js";
import { withoutListeners } from "./without-listeners.js";

/** TensorFlow.js as it was found. */
export interface LoadedTensorflow<T extends Tensorflow = Tensorflow> {
  readonly tf: T;
  /** What it computes on: native code, WebAssembly, or plain JavaScript. */
  readonly backend: "tensorflow" | "wasm" | "cpu";
}

/** How modules come in: by name, and where the files of one lie. */
export interface ModuleSource {
  load(name: string): Promise<unknown>;
  folderOf(name: string): string;
}

/** What is called of the module beside what a law needs. */
interface Engine extends Tensorflow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  env(): { getBool(flag: string): boolean; set(flag: string, value: boolean): void };
}

interface WasmBackend {
  setWasmPaths(folder: string): void;
}

async function moduleNamed<M>({ load }: ModuleSource, name: string): Promise<M> {
  const found = (await load(name)) as { readonly default?: unknown };
  return (found.default ?? found) as M;
}

/** A backend that does not start says so on the console, and the cpu backend greets at its first use, except in production. */
async function start(tf: Engine, backend: string): Promise<void> {
  const production = tf.env().getBool("PROD");
  tf.env().set("PROD", true);
  try {
    if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} did not start`);
    await tf.ready();
    tf.tidy(() => {
      tf.tensor(Float32Array.of(1), [1]).dataSync();
    });
  } finally {
    tf.env().set("PROD", production);
  }
}

/** From the fastest on; each of them may be absent, or not work on this machine. */
const ways: readonly {
  readonly backend: LoadedTensorflow["backend"];
  open(source: ModuleSource): Promise<Engine>;
}[] = [
  {
    backend: "tensorflow",
    open: (source) => moduleNamed<Engine>(source, "@tensorflow/tfjs-node"),
  },
  {
    backend: "wasm",
    async open(source) {
      const tf = await moduleNamed<Engine>(source, "@tensorflow/tfjs");
      const name = "@tensorflow/tfjs-backend-wasm";
      const wasm = await moduleNamed<WasmBackend>(source, name);
      wasm.setWasmPaths(source.folderOf(name));
      return tf;
    },
  },
  { backend: "cpu", open: (source) => moduleNamed<Engine>(source, "@tensorflow/tfjs") },
];

/** @throws UnsupportedEngine if nothing was found, with what went wrong on each way */
export async function findTensorflow(source: ModuleSource): Promise<LoadedTensorflow> {
  const failures: string[] = [];
  for (const { backend, open } of ways) {
    try {
      const tf = await withoutListeners(async () => {
        const engine = await open(source);
        await start(engine, backend);
        return engine;
      });
      return { tf, backend };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`${backend}: ${reason.split("\n")[0]}`);
    }
  }
  throw new CoarsegrainError(
    "UnsupportedEngine",
    "TensorFlow.js was not found. Install it with: npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm" +
      ` (or @tensorflow/tfjs-node, for native speed). Tried ${failures.join("; ")}.`,
    { feature: "TensorFlow.js" },
  );
}

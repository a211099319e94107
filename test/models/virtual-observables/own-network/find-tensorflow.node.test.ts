import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { findTensorflow } from "../../../../src/models/virtual-observables/own-network/find-tensorflow.js";
import { loadTensorflow } from "../../../../src/models/virtual-observables/own-network/load-tensorflow.js";

afterEach(() => vi.restoreAllMocks());

const folderOf = (name: string) => join(dirname(createRequire(import.meta.url).resolve(name)), "/");

/** What is installed, without some of it. */
const without = (absent: readonly string[]) => ({
  folderOf,
  load: (name: string) =>
    absent.includes(name) ? Promise.reject(new Error(`Cannot find ${name}`)) : import(name),
});

const [node, wasm, plain] = [
  "@tensorflow/tfjs-node",
  "@tensorflow/tfjs-backend-wasm",
  "@tensorflow/tfjs",
];

// Before all others, because a backend adds its listeners when it first starts.
it("leaves the process's own errors to the process", async () => {
  const listeners = () =>
    ["uncaughtException", "unhandledRejection"].map((event) => process.listeners(event as "exit"));
  const before = listeners();
  expect((await findTensorflow(without([node]))).backend).toBe("wasm");
  expect(listeners()).toEqual(before);
});

it("takes WebAssembly where there is no native code, then plain JavaScript; it prints nothing", async () => {
  const printed = (["log", "warn", "error", "info"] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation(() => {}),
  );
  expect((await findTensorflow(without([node, wasm]))).backend).toBe("cpu");
  expect((await findTensorflow(without([node]))).backend).toBe("wasm");
  for (const method of printed) expect(method).not.toHaveBeenCalled();
});

it("prints nothing where a backend does not start, and leaves the flags as they were", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  const real = await import("@tensorflow/tfjs");
  real.env().set("PROD", false);
  const seen: boolean[] = [];
  const failing = {
    ...real,
    setBackend: async () => {
      seen.push(real.env().getBool("PROD"));
      throw new Error("no");
    },
  };
  await expect(
    findTensorflow({ folderOf, load: async () => ({ default: failing }) }),
  ).rejects.toThrow("no");
  expect(new Set(seen)).toEqual(new Set([true]));
  expect(real.env().getBool("PROD")).toBe(false);
  expect(warned).not.toHaveBeenCalled();
});

it("finds what is installed", async () => {
  const { tf, backend } = await loadTensorflow<typeof import("@tensorflow/tfjs")>();
  expect(["tensorflow", "wasm"]).toContain(backend);
  expect(tf.getBackend()).toBe(backend);
});

it("takes native code first", async () => {
  const real = await import("@tensorflow/tfjs");
  const native = { ...real, setBackend: async (name: string) => name === "tensorflow" };
  const source = { folderOf, load: async () => ({ default: native }) };
  expect((await findTensorflow(source)).backend).toBe("tensorflow");
});

it("says how to install it where it is absent", async () => {
  const error = await findTensorflow(without([node, wasm, plain])).catch((e: unknown) => e);
  expect(error).toMatchObject({
    tag: "UnsupportedEngine",
    fields: { feature: "TensorFlow.js" },
    message: expect.stringContaining("npm install @tensorflow/tfjs"),
  });
});

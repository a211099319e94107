import type { FromWorker, ToWorker } from "../../src/parallel/messages.js";
import type { WorkerPort } from "../../src/parallel/pool.js";

/** A worker that a test answers for, message by message. */
export interface FakeWorker {
  readonly port: WorkerPort;
  /** What it was sent, without the kernels. */
  readonly received: { readonly id: number; readonly task: string; readonly input: unknown }[];
  readonly held: boolean[];
  terminated: boolean;
  send(message: FromWorker): void;
  fail(cause: string): void;
}

export function fakeWorker(): FakeWorker {
  let onMessage: (message: FromWorker) => void = () => undefined;
  let onFailure: (cause: string) => void = () => undefined;
  const worker: FakeWorker = {
    received: [],
    held: [],
    terminated: false,
    send: (message) => onMessage(message),
    fail: (cause) => onFailure(cause),
    port: {
      post(message: ToWorker) {
        if (message.type === "run") worker.received.push(structuredClone(message));
      },
      onMessage(listener) {
        onMessage = listener;
      },
      onFailure(listener) {
        onFailure = listener;
      },
      hold(busy) {
        worker.held.push(busy);
      },
      async terminate() {
        worker.terminated = true;
      },
    },
  };
  return worker;
}

/** Lets every promise that can settle do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

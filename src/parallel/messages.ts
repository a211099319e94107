import { CoarsegrainError, type ErrorFields, type ErrorTag } from "../errors.js";
import type { KernelModule } from "../kernel/instantiate.js";

/** What an executor sends to a worker: the compiled kernels once, then one task at a time. */
export type ToWorker =
  | { readonly type: "kernel"; readonly kernel: KernelModule }
  | { readonly type: "run"; readonly id: number; readonly task: string; readonly input: unknown };

/** What a worker sends back: that it has started, then one answer to each task. */
export type FromWorker =
  | { readonly type: "ready" }
  | { readonly type: "done"; readonly id: number; readonly output: unknown }
  | { readonly type: "failed"; readonly id: number; readonly error: PackedError };

/** An error as plain data: structured cloning would drop its class, tag and fields. */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly tag?: ErrorTag;
  readonly fields?: ErrorFields[ErrorTag];
}

export function packError(error: unknown): PackedError {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), stack: undefined };
  }
  const { name, message, stack } = error;
  if (!(error instanceof CoarsegrainError)) return { name, message, stack };
  return { name, message, stack, tag: error.tag, fields: error.fields };
}

export function unpackError({ name, message, stack, tag, fields }: PackedError): Error {
  const error =
    tag === undefined || fields === undefined
      ? Object.assign(new Error(message), { name })
      : new CoarsegrainError(tag, message, fields);
  if (stack !== undefined) error.stack = stack;
  return error;
}

export function workerFailure(task: string, cause: string) {
  return new CoarsegrainError(
    "WorkerFailure",
    `The worker that ran "${task}" failed: ${cause}. Run it again, with fewer workers if memory is short.`,
    { task, cause },
  );
}

/** The buffers within plain data, each once: what a message may transfer instead of copy. */
export function buffersOf(value: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (value instanceof ArrayBuffer) found.add(value);
  else if (ArrayBuffer.isView(value)) buffersOf(value.buffer, found);
  else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) buffersOf(part, found);
  }
  return found;
}

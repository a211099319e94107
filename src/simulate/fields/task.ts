import type { FieldSequence } from "../../dataset/field-source.js";
import { type FieldsKernel, instantiateFieldsKernel } from "../../kernel/fields/load.js";
import type { Task } from "../../parallel/executor.js";
import type { Json } from "../../types.js";
import { findFieldSystem } from "./registry.js";

/** One trajectory: what a worker needs to make it, as plain data. */
export interface FieldTaskInput {
  readonly system: string;
  readonly parameters: { readonly [key: string]: Json };
  readonly seed: number;
  readonly sequence: number;
}

/** The instance of this thread. */
let kernel: Promise<FieldsKernel> | undefined;

/** The kernels of fields, one instance for each thread. */
export function fieldsKernel(): Promise<FieldsKernel> {
  kernel ??= instantiateFieldsKernel();
  return kernel;
}

/** Simulates a trajectory of a system of the registry. */
export const fieldTask: Task<FieldTaskInput, FieldSequence> = {
  name: "simulation of a field",
  run: async (_, { system, parameters, seed, sequence }) =>
    findFieldSystem(system)
      .configure(parameters)
      .simulateSequence(await fieldsKernel(), { seed, sequence }),
};

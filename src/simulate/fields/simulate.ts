import { checkSequenceIndex, type FieldSource } from "../../dataset/field-source.js";
import { invalidParameter } from "../../errors.js";
import { checkSeed } from "../../kernel/random.js";
import type { Executor } from "../../parallel/executor.js";
import type { Provenance } from "../../types.js";
import { version } from "../../version.js";
import type { ConfiguredFieldSystem } from "./system.js";
import { fieldsKernel, fieldTask } from "./task.js";

/** What to simulate, beyond the system. */
export interface SimulateFieldsOptions {
  readonly sequences: number;
  /** Trajectory i depends on this and i alone; 0 by default. */
  readonly seed?: number | undefined;
  /** Index of the first trajectory among those of the seed; 0 by default. */
  readonly offset?: number | undefined;
  /** Where to run; in this thread by default. The result does not depend on it. */
  readonly executor?: Executor | undefined;
}

/** What made simulated fields: the call without the options that cannot change its result. */
export function fieldProvenance(
  system: ConfiguredFieldSystem,
  { sequences, seed = 0, offset = 0 }: SimulateFieldsOptions,
): Provenance {
  const first = offset === 0 ? "" : `, from trajectory ${offset}`;
  const command = `simulate ${system.name} --sequences ${sequences} --seed ${seed}${first}`;
  return { version, command, name: system.name, parameters: system.parameters, seed };
}

/**
 * Trajectories of a system, each simulated when it is asked for, and anew each time: none is kept.
 *
 * @example
 * const data = simulateFields(burgersField(), { sequences: 10, seed: 1 });
 * const { field, clean } = await data.sequence(9); // 1001 times x 1000 points, with noise and without
 *
 * @throws InvalidParameter
 */
export function simulateFields(
  system: ConfiguredFieldSystem,
  options: SimulateFieldsOptions,
): FieldSource {
  const { sequences, seed = 0, offset = 0, executor } = options;
  checkSeed(seed);
  if (!Number.isSafeInteger(sequences) || sequences < 1) {
    throw invalidParameter("sequences", "an integer of at least 1", sequences);
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + sequences > 2 ** 32) {
    throw invalidParameter("offset", `an integer of 0..${2 ** 32 - sequences}`, offset);
  }
  const { name, parameters, grid, time, noise } = system;
  return {
    kind: "fields",
    grid,
    time,
    sequences,
    noise,
    provenance: fieldProvenance(system, options),
    async sequence(index) {
      checkSequenceIndex(index, sequences);
      const sequence = offset + index;
      if (executor === undefined) {
        return system.simulateSequence(await fieldsKernel(), { seed, sequence });
      }
      return executor.run(fieldTask, { system: name, parameters, seed, sequence });
    },
  };
}

import { fieldSize } from "../dataset/field-grid.js";
import { createFieldWriter } from "../dataset/field-write.js";
import { invalidParameter } from "../errors.js";
import { mapOrdered } from "../parallel/executor.js";
import { threadExecutor } from "../parallel/threads.js";
import { findFieldSystem } from "../simulate/fields/registry.js";
import { simulateFields } from "../simulate/fields/simulate.js";
import { fieldTask } from "../simulate/fields/task.js";
import type { Run } from "./action.js";
import { tellWhatWasKept } from "./interrupt.js";
import type { Settings, Shard } from "./options.js";
import type { Outcome } from "./output.js";
import { claimOutput } from "./output-path.js";
import { writeAll } from "./write-all.js";
import { finishDataset, keptSequences, sequencesToMake } from "./written-dataset.js";

/** Options of `coarsegrain simulate`. */
export interface SimulateCommandOptions {
  readonly out: string;
  readonly sequences?: number;
  readonly steps?: number;
  readonly seed: number;
  readonly workers: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly shard?: Shard;
  readonly sharedStart?: boolean;
  readonly set?: Settings;
  readonly json?: boolean;
}

/** Trajectories of more bytes than this, with and without noise, are heavy: few are held in memory. */
const heavyBytes = 1 << 25;

/** @throws InvalidParameter for options that only walkers have */
function refuseWalkersOptions({ steps, sharedStart }: SimulateCommandOptions): void {
  if (steps !== undefined) {
    const expected = "left out for fields, whose recorded steps are set by --set steps=...";
    throw invalidParameter("--steps", expected, steps);
  }
  if (sharedStart) throw invalidParameter("--shared-start", "left out for fields", sharedStart);
}

/** `coarsegrain simulate` of a system of fields. */
export async function simulateFieldSystem(run: Run<SimulateCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, sequences = 10, seed, shard, resume } = options;
  refuseWalkersOptions(options);
  const system = findFieldSystem(args[0]).configure(options.set ?? {});
  const { name, parameters, grid, time } = system;
  const source = simulateFields(system, { sequences, seed });
  const permissions = { ...options, resume: resume || shard !== undefined };
  const { storage, occupied } = await claimOutput(out, "dataset", permissions);
  const existing = permissions.resume ? "resume" : options.overwrite ? "replace" : "refuse";
  const header = { ...source, recordsClean: true };
  const writer = await createFieldWriter(storage, header, { existing });
  const only = await sequencesToMake(writer, {
    ...{ sequences, shard },
    resume: occupied && Boolean(permissions.resume),
  });

  const executor = threadExecutor({ workers: options.workers });
  const { workers } = executor;
  const start = performance.now();
  const total = only.length;
  let written = 0;
  onProgress({ phase: "simulate", done: written, total });
  try {
    const inputs = only.map((sequence) => ({ system: name, parameters, seed, sequence }));
    // Few ahead: what is made and not yet written is in memory.
    const bytes = 2 * time.length * fieldSize(grid) * Float32Array.BYTES_PER_ELEMENT;
    const [ahead, writes] = bytes > heavyBytes ? [workers, 1] : [workers + 1, 2];
    let made = 0;
    await writeAll(
      mapOrdered(executor, fieldTask, inputs, { signal, ahead }),
      async (fields) => {
        await writer.writeSequence(only[made++], fields);
        written += 1;
        onProgress({ phase: "simulate", done: written, total });
      },
      writes,
    );
  } catch (error) {
    throw tellWhatWasKept(error, keptSequences(out, written, total));
  } finally {
    await executor.close();
  }
  const seconds = (performance.now() - start) / 1000;
  const done = await finishDataset(writer, storage, { out, sequences, written, seconds });
  return {
    json: {
      path: out,
      system: name,
      parameters,
      sequences,
      seed,
      points: grid.points,
      times: time.length,
      noise: system.noise,
      shard: shard ?? null,
      ...done.json,
    },
    text: done.text,
  };
}

import { type Command, Option } from "commander";
import { createDatasetWriter } from "../dataset/write.js";
import { threadExecutor } from "../parallel/threads.js";
import { findSystem } from "../simulate/registry.js";
import {
  type IndexedSequence,
  simulateSequences,
  simulationProvenance,
  snapshotTimes,
} from "../simulate/simulate.js";
import { digestStorage } from "../store/digest.js";
import { type Run, setAction } from "./action.js";
import { tellWhatWasKept } from "./interrupt.js";
import {
  addJson,
  addOverwrite,
  addSeed,
  addSettings,
  addWorkers,
  integer,
  parseShard,
  type Settings,
  type Shard,
} from "./options.js";
import type { Outcome } from "./output.js";
import { claimOutput } from "./output-path.js";
import { formatRate, formatSeconds } from "./progress.js";

interface SimulateCommandOptions {
  readonly out: string;
  readonly sequences: number;
  readonly steps: number;
  readonly seed: number;
  readonly workers: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly shard?: Shard;
  readonly sharedStart?: boolean;
  readonly set?: Settings;
  readonly json?: boolean;
}

const epilogue = `
Every sequence is written as soon as it is made; after any crash --resume makes what is missing. Shards of
one dataset share --out and may run at the same time, on any machines that see the folder.

Examples:
  $ coarsegrain simulate advection-diffusion --out data.zarr --sequences 64 --seed 1
  $ coarsegrain simulate advection-diffusion --out data.zarr --set walkers=1000 --set bins=12
  $ coarsegrain simulate advection-diffusion --out truth.zarr --sequences 100 --steps 50 --shared-start
  $ coarsegrain simulate burgers-walkers --out burgers.zarr --set walkers=1000000000
  $ coarsegrain simulate interacting-walkers --out own.zarr --set right=0.02,0.01 --set left=0:0.1,2:0.3
  $ coarsegrain simulate advection-diffusion --out big.zarr --sequences 100000 --shard 3/16`;

/** Writes at the same time; waiting for the disk is most of a write. */
const concurrentWrites = 8;

/** Writes every sequence as it comes. Whatever ends it, writes that have begun are finished. */
async function writeAll(
  sequences: AsyncIterable<IndexedSequence>,
  write: (made: IndexedSequence) => Promise<void>,
): Promise<void> {
  const pending = new Set<Promise<void>>();
  try {
    for await (const made of sequences) {
      const writing = write(made);
      pending.add(writing);
      // Taken out in its turn only if it succeeded: a failure must reach the race below.
      writing.then(
        () => pending.delete(writing),
        () => undefined,
      );
      if (pending.size >= concurrentWrites) await Promise.race(pending);
    }
    await Promise.all(pending);
  } finally {
    await Promise.allSettled(pending);
  }
}

async function simulate(run: Run<SimulateCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, sequences, steps, seed, shard, resume } = options;
  const system = findSystem(args[0]).configure(options.set ?? {});
  // The record leaves out what cannot change the result: paths, workers, shards, resumption.
  const wanted = { sequences, steps, seed, sharedStart: options.sharedStart };
  const provenance = simulationProvenance(system, wanted);
  const permissions = { ...options, resume: resume || shard !== undefined };
  const { storage, occupied } = await claimOutput(out, "dataset", permissions);
  const header = {
    ...system,
    time: snapshotTimes(system, steps),
    sequences,
    recordsInitialState: true,
    provenance,
  };
  const existing = permissions.resume ? "resume" : options.overwrite ? "replace" : "refuse";
  const writer = await createDatasetWriter(storage, header, { existing });
  const missingBefore = occupied && permissions.resume ? await writer.missing() : undefined;
  const all = missingBefore ?? Array.from({ length: sequences }, (_, index) => index);
  const only = shard ? all.filter((index) => index % shard.of === shard.index) : all;

  const executor = threadExecutor({ workers: options.workers });
  const start = performance.now();
  let written = 0;
  try {
    const made = simulateSequences(system, { ...wanted, only, executor, signal, onProgress });
    await writeAll(made, async ({ index, sequence }) => {
      await writer.writeSequence(index, sequence);
      written += 1;
    });
  } catch (error) {
    const kept = `${written} of ${only.length} sequences to make are in ${out}. Go on with the same command and --resume.`;
    throw tellWhatWasKept(error, kept);
  } finally {
    await executor.close();
  }
  const seconds = (performance.now() - start) / 1000;
  const missing = await writer.finish();
  const sha256 = missing.length === 0 ? await digestStorage(storage) : null;
  const rate = written > 0 && seconds > 0 ? written / seconds : null;
  const left =
    missing.length === 0
      ? `All ${sequences} are there; sha256 ${sha256}.`
      : `${missing.length} of ${sequences} are left to other shards.`;
  return {
    json: {
      path: out,
      system: system.name,
      parameters: system.parameters,
      algorithm: system.algorithm ?? null,
      sequences,
      steps,
      seed,
      walkers: system.walkers,
      bins: system.grid.bins,
      timeStep: system.timeStep,
      shard: shard ?? null,
      written,
      missing,
      seconds,
      sequencesPerSecond: rate,
      sha256,
    },
    text: `${out}: ${written} sequences written in ${formatSeconds(seconds)}${rate === null ? "" : ` (${formatRate(rate)})`}${system.algorithm === undefined ? "" : `, by ${system.algorithm}`}. ${left}`,
  };
}

/** `coarsegrain simulate`. */
export function addSimulate(program: Command): void {
  const command = program
    .command("simulate <system>")
    .description("simulate sequences of a fine-scale system into a dataset")
    .requiredOption("--out <data.zarr>", "folder to write")
    .addOption(
      new Option("--sequences <n>", "sequences in the whole dataset")
        .argParser(integer("--sequences", 1))
        .default(64),
    )
    .addOption(
      new Option("--steps <t>", "coarse steps of each").argParser(integer("--steps", 0)).default(1),
    )
    .option("--shared-start", "start every sequence from the walkers of sequence 0");
  addSeed(command);
  addWorkers(command)
    .option("--resume", "make only what is missing or damaged")
    .addOption(
      new Option(
        "--shard <i/n>",
        "make the sequences whose index leaves i after division by n (n/n is 0/n)",
      ).argParser(parseShard),
    );
  addOverwrite(command);
  addSettings(command, "walkers=2400");
  addJson(command).addHelpText("after", epilogue);
  setAction(command, simulate);
}

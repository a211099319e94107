import { type Command, Option } from "commander";
import { createDatasetWriter } from "../dataset/write.js";
import { unknownName } from "../errors.js";
import { threadExecutor } from "../parallel/threads.js";
import { fieldSystems } from "../simulate/fields/registry.js";
import { systems } from "../simulate/registry.js";
import { simulateSequences, simulationProvenance, snapshotTimes } from "../simulate/simulate.js";
import type { System } from "../simulate/system.js";
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
} from "./options.js";
import type { Outcome } from "./output.js";
import { claimOutput } from "./output-path.js";
import { type SimulateCommandOptions, simulateFieldSystem } from "./simulate-fields.js";
import { writeAll } from "./write-all.js";
import { finishDataset, keptSequences, sequencesToMake } from "./written-dataset.js";

const epilogue = `
Every sequence is written as soon as it is made; after any crash --resume makes what is missing. Shards of
one dataset share --out and may run at the same time, on any machines that see the folder.

Examples:
  $ coarsegrain simulate advection-diffusion --out data.zarr --sequences 64 --seed 1
  $ coarsegrain simulate advection-diffusion --out data.zarr --set walkers=1000 --set bins=12
  $ coarsegrain simulate advection-diffusion --out truth.zarr --sequences 100 --steps 50 --shared-start
  $ coarsegrain simulate burgers-walkers --out burgers.zarr --set walkers=1000000000
  $ coarsegrain simulate interacting-walkers --out own.zarr --set right=0.02,0.01 --set left=0:0.1,2:0.3
  $ coarsegrain simulate burgers-field --out fields.zarr --sequences 10 --set position=random
  $ coarsegrain simulate advection-diffusion --out big.zarr --sequences 100000 --shard 3/16`;

/** @throws UnknownName, with the closest of all names */
function findWalkers(name: string): System {
  const system = systems.find((candidate) => candidate.name === name);
  if (system !== undefined) return system;
  throw unknownName(
    "system",
    name,
    [...systems, ...fieldSystems].map((candidate) => candidate.name),
  );
}

async function simulate(run: Run<SimulateCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, sequences = 64, steps = 1, seed, shard, resume } = options;
  const [name] = args;
  if (fieldSystems.some((system) => system.name === name)) return simulateFieldSystem(run);
  const system = findWalkers(name).configure(options.set ?? {});
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
  const only = await sequencesToMake(writer, {
    ...{ sequences, shard },
    resume: occupied && Boolean(permissions.resume),
  });

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
    throw tellWhatWasKept(error, keptSequences(out, written, only.length));
  } finally {
    await executor.close();
  }
  const seconds = (performance.now() - start) / 1000;
  const how = system.algorithm === undefined ? "" : `, by ${system.algorithm}`;
  const done = await finishDataset(writer, storage, { out, sequences, written, seconds, how });
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
      ...done.json,
    },
    text: done.text,
  };
}

/** `coarsegrain simulate`. */
export function addSimulate(program: Command): void {
  const command = program
    .command("simulate <system>")
    .description("simulate sequences of a fine-scale system into a dataset")
    .requiredOption("--out <data.zarr>", "folder to write")
    .addOption(
      new Option(
        "--sequences <n>",
        "sequences in the whole dataset (default: 64, of fields 10)",
      ).argParser(integer("--sequences", 1)),
    )
    .addOption(
      new Option(
        "--steps <t>",
        "coarse steps of each (default: 1; of fields: --set steps)",
      ).argParser(integer("--steps", 0)),
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

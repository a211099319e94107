import { type Command, Option } from "commander";
import { type Run, setAction } from "./action.js";
import { compareFields } from "./compare-fields.js";
import type { CompareCommandOptions } from "./compare-options.js";
import { compareWalkers } from "./compare-walkers.js";
import { contentOfData } from "./content.js";
import { addJson, addSeed, addSettings, addWorkers, fraction, integer } from "./options.js";
import type { Outcome } from "./output.js";

const epilogue = `
Every model is given the same sequences and forecasts the same starts. Without --truth the last sequences are
held out. Regressions learn from the first coarse step of a sequence alone. Each test sequence is the one run
of its start: the error then contains the sampling noise of one run, and its floor says how much. --runs
simulates many runs of each start instead, where the system is known (see: coarsegrain list).
  error     ||mean forecast - mean of the runs|| / ||mean of the runs||, median over the starts
  coverage  of the central interval; a calibrated forecast covers its level or slightly more
  crps      mean continuous ranked probability score over the mean density

Of fields, the last trajectories are held out and forecast from their first snapshots, and at most 100 steps are
scored. Errors are against the truth with its noise and, where it is recorded, without; models that are given the
equation are named as references. model:form names a form of a model, so that several may be compared.

Writes report.html, comparison.csv, comparison.json and figures/, all at once at the end.

Examples:
  $ coarsegrain compare data.zarr --models sparse-bayes,lasso,persistence --out comparison
  $ coarsegrain compare data.zarr --models sparse-bayes,stlsq --truth test.zarr --steps 20 --out comparison
  $ coarsegrain compare data.zarr --models sparse-bayes,stlsq --set stlsq.threshold=0.1 --out comparison
  $ coarsegrain compare fields.zarr --models multiscale-sde,pod-dmd --draws 64 --out comparison
  $ coarsegrain compare fields.zarr --models multiscale-sde:pod,multiscale-sde:equivariant --out comparison`;

async function compare(run: Run<CompareCommandOptions>): Promise<Outcome> {
  const content = await contentOfData(run.args[0]);
  return content === "fields" ? compareFields(run) : compareWalkers(run);
}

/** `coarsegrain compare`. */
export function addCompare(program: Command): void {
  const command = program
    .command("compare <data.zarr>")
    .description("fit several models to the same data and score their forecasts alike")
    .requiredOption("--models <a,b,c>", "models, the one to draw out first")
    .requiredOption("--out <folder>", "folder to write")
    .option("--truth <test.zarr>", "sequences to forecast, instead of some held out")
    .addOption(
      new Option("--holdout <fraction>", "sequences held out, from the last")
        .argParser(fraction("--holdout"))
        .default(0.2),
    )
    .addOption(
      new Option(
        "--training-steps <t>",
        "first coarse steps of each sequence to learn from (default: all)",
      ).argParser(integer("--training-steps", 1)),
    )
    .addOption(
      new Option("--steps <t>", "coarse steps ahead (default: all of the test data)").argParser(
        integer("--steps", 1),
      ),
    )
    .addOption(
      new Option("--draws <d>", "futures to draw").argParser(integer("--draws", 1)).default(200),
    )
    .addOption(
      new Option(
        "--runs <r>",
        "runs to simulate of each start (default: its sequence is the one run)",
      ).argParser(integer("--runs", 0)),
    )
    .addOption(
      new Option("--level <p>", "level of the interval")
        .argParser(fraction("--level"))
        .default(0.95),
    );
  addSeed(command).option("--overwrite", "replace a comparison that is there");
  addWorkers(command);
  addSettings(command, "stlsq.threshold=0.1");
  addJson(command).addHelpText("after", epilogue);
  setAction(command, compare);
}

import { type Command, Option } from "commander";
import { type Run, setAction } from "./action.js";
import { contentOfResult } from "./content.js";
import { addJson, fraction, integer } from "./options.js";
import type { Outcome } from "./output.js";
import { scoreFields } from "./score-fields.js";
import type { ScoreCommandOptions } from "./score-options.js";
import { scoreWalkers } from "./score-walkers.js";

const epilogue = `
Of walkers, every sequence of the truth is one reference run from the start of the forecast.
  error     ||mean forecast - mean truth|| / ||mean truth||
  floor     the error to expect of a perfect forecast with so many draws and runs
  coverage  of the central interval; a calibrated forecast covers its level or slightly more
  width     mean width of that interval over the mean density
  crps      mean continuous ranked probability score over the mean density

Of fields, the truth is one trajectory: the one that the forecast started from, or the one named by #k.
  error     ||mean forecast - truth|| / ||truth||, the truth as observed, with its noise
  clean     the same against the truth without noise, where it is recorded; coverage, width and crps then
            are against that too
  width     and crps are over the root mean square of the truth

Examples:
  $ coarsegrain score forecast.zarr --truth truth.zarr
  $ coarsegrain score forecast.zarr --truth truth.zarr --bins 96 --level 0.5 --json
  $ coarsegrain score forecast.zarr --truth fields.zarr#9`;

async function score(run: Run<ScoreCommandOptions>): Promise<Outcome> {
  const content = await contentOfResult(run.args[0], "forecast");
  return content === "fields" ? scoreFields(run) : scoreWalkers(run);
}

/** `coarsegrain score`. */
export function addScore(program: Command): void {
  const command = program
    .command("score <forecast.zarr>")
    .description("score a forecast against fine-scale simulations, step by step")
    .requiredOption("--truth <data.zarr>", "dataset of reference runs; of fields, data.zarr#k")
    .addOption(
      new Option(
        "--bins <n>",
        "bins to compare on (default: the forecast's); they must divide the truth's",
      ).argParser(integer("--bins", 1)),
    )
    .addOption(
      new Option("--level <p>", "level of the interval")
        .argParser(fraction("--level"))
        .default(0.95),
    );
  addJson(command).addHelpText("after", epilogue);
  setAction(command, score);
}

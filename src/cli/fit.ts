import { type Command, Option } from "commander";
import { type Run, setAction } from "./action.js";
import { contentOfData } from "./content.js";
import { fitFields } from "./fit-fields.js";
import type { FitCommandOptions } from "./fit-options.js";
import { fitWalkers } from "./fit-walkers.js";
import { addJson, addOverwrite, addSeed, addSettings } from "./options.js";
import type { Outcome } from "./output.js";
import { addSelect, selectHelp } from "./select.js";

const epilogue = `
Data of walkers and of fields have models of their own (see: coarsegrain list); without --model it is
sparse-bayes or multiscale-sde. While it runs, --out holds an unfinished posterior; --resume goes on from it,
and from a finished one of walkers with more iterations.
${selectHelp}
Examples:
  $ coarsegrain fit data.zarr --out posterior.zarr
  $ coarsegrain fit data.zarr --out posterior.zarr --set range=3 --set eliminate=0
  $ coarsegrain fit data.zarr --out posterior.zarr --select "range=1,2,3 order=1,2"
  $ coarsegrain fit more.zarr --out both.zarr --prior posterior.zarr
  $ coarsegrain fit data.zarr --out posterior.zarr --resume
  $ coarsegrain fit fields.zarr --model multiscale-sde --set form=pod --out posterior.zarr`;

async function fit(run: Run<FitCommandOptions>): Promise<Outcome> {
  const content = await contentOfData(run.args[0]);
  return content === "fields" ? fitFields(run) : fitWalkers(run);
}

/** `coarsegrain fit`. */
export function addFit(program: Command): void {
  const command = program
    .command("fit <data.zarr>")
    .description("learn a model from a dataset")
    .addOption(
      new Option(
        "--model <model>",
        "model to learn (default: sparse-bayes of walkers, multiscale-sde of fields)",
      ),
    )
    .requiredOption("--out <posterior.zarr>", "folder to write")
    .addOption(
      new Option(
        "--prior <posterior.zarr>",
        "posterior of earlier data of the same features, which these data go on from",
      ).conflicts("select"),
    );
  addSeed(command).option("--resume", "go on from the posterior at --out, if there is one");
  addOverwrite(command);
  addSettings(command, "range=6");
  addSelect(command);
  addJson(command).addHelpText("after", epilogue);
  setAction(command, fit);
}

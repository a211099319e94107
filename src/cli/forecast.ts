import { type Command, Option } from "commander";
import { type Run, setAction } from "./action.js";
import { contentOfResult } from "./content.js";
import { forecastFields } from "./forecast-fields.js";
import type { ForecastCommandOptions } from "./forecast-options.js";
import { forecastWalkers } from "./forecast-walkers.js";
import { addJson, addSeed, finite, integer } from "./options.js";
import type { Outcome } from "./output.js";

const epilogue = `
Starts of walkers:
  state     the coarse state that the walkers of the sequence were drawn from, as recorded
  walkers   the coarse state inferred from the walkers at the beginning of the sequence
  training  the inferred last state of that sequence; the data must be those of the fit
  observed  the state inferred from all snapshots of the sequence, at its last (virtual-observables)
  auto      state where it is recorded, else walkers (the default)
Fields start from a snapshot of the trajectory: the one at --time, else the first. Their forecast holds the
posterior too, so that it can be scored without it.

Examples:
  $ coarsegrain forecast posterior.zarr --from data.zarr --steps 50 --out forecast.zarr
  $ coarsegrain forecast posterior.zarr --from data.zarr#3 --start walkers --steps 50 --out forecast.zarr
  $ coarsegrain forecast posterior.zarr --from data.zarr#3 --steps 50 --bins 96 --out fine.zarr
  $ coarsegrain forecast posterior.zarr --from fields.zarr#9 --time 0.5 --steps 500 --draws 64 --out forecast.zarr`;

async function forecast(run: Run<ForecastCommandOptions>): Promise<Outcome> {
  const content = await contentOfResult(run.args[0], "posterior");
  return content === "fields" ? forecastFields(run) : forecastWalkers(run);
}

/** `coarsegrain forecast`. */
export function addForecast(program: Command): void {
  const command = program
    .command("forecast <posterior.zarr>")
    .description("draw futures of one sequence from the posterior predictive")
    .requiredOption("--from <data.zarr#sequence>", "where to start; sequence 0 if none is named")
    .addOption(
      new Option("--start <kind>", "what is known of the start, of walkers").choices([
        "auto",
        "state",
        "walkers",
        "training",
        "observed",
      ]),
    )
    .addOption(
      new Option("--time <t0>", "time of the snapshot to start from, of fields").argParser(
        finite("--time"),
      ),
    )
    .addOption(
      new Option("--steps <t>", "coarse steps ahead; of fields, steps of the training data")
        .argParser(integer("--steps", 1))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--draws <d>", "futures to draw").argParser(integer("--draws", 1)).default(200),
    )
    .addOption(
      new Option("--bins <n>", "bins to write, a multiple or divisor of the data's").argParser(
        integer("--bins", 1),
      ),
    )
    .option(
      "--constrained",
      "tell future states of the virtual observables too (virtual-observables)",
    )
    .requiredOption("--out <forecast.zarr>", "folder to write");
  addSeed(command);
  command.option("--overwrite", "replace a forecast that is there");
  addJson(command).addHelpText("after", epilogue);
  setAction(command, forecast);
}

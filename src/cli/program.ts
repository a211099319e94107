import { Command, CommanderError } from "commander";
import { version } from "../version.js";
import { addCompare } from "./compare.js";
import { exitCodeOf, reportFailure } from "./failure.js";
import { addFit } from "./fit.js";
import { addForecast } from "./forecast.js";
import { addImport } from "./import.js";
import { addInfo } from "./info.js";
import { addList } from "./list.js";
import { printJson, watchStandardStreams } from "./output.js";
import { addReproduce } from "./reproduce.js";
import { addScore } from "./score.js";
import { addSimulate } from "./simulate.js";

const description =
  "Learn the coarse law of a system from short bursts of its fine-scale simulation, and forecast with honest uncertainty.";

const epilogue = `
A whole run:
  $ coarsegrain simulate advection-diffusion --out data.zarr --sequences 64 --seed 1
  $ coarsegrain fit data.zarr --out posterior.zarr
  $ coarsegrain simulate advection-diffusion --out truth.zarr --sequences 100 --steps 20 --seed 2 --shared-start
  $ coarsegrain forecast posterior.zarr --from truth.zarr#0 --steps 20 --draws 200 --out forecast.zarr
  $ coarsegrain score forecast.zarr --truth truth.zarr

Results go to standard output, everything else to standard error.
Exit status: 0 success, 1 failure, 2 bad usage or bad input, 130 interrupted.`;

/** All commands, one line each. */
function createProgram(): Command {
  const program = new Command("coarsegrain")
    .description(description)
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .addHelpText("after", epilogue)
    // Commands that are added from here on inherit these.
    .exitOverride()
    .showHelpAfterError("(--help tells more)");
  addList(program);
  addSimulate(program);
  addImport(program);
  addFit(program);
  addForecast(program);
  addScore(program);
  addCompare(program);
  addInfo(program);
  addReproduce(program);
  return program;
}

/** Runs the command line and returns the exit status. Writes to the process's standard streams. */
export async function runProgram(args: readonly string[]): Promise<number> {
  watchStandardStreams();
  const json = args.includes("--json");
  try {
    await createProgram().parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      reportFailure(error, json);
      return exitCodeOf(error);
    }
    // Commander has printed its message, the help, or the version.
    if (error.exitCode === 0) return 0;
    const message = error.message.replace(/^error: /, "");
    if (json) printJson({ error: { tag: "Usage", message, fields: { code: error.code } } });
    return 2;
  }
}

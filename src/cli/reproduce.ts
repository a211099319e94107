import { type Command, Option } from "commander";
import type { ExperimentResult } from "../experiments/experiment.js";
import type { ForecastMetrics, Metrics } from "../experiments/metrics.js";
import { threadExecutor } from "../parallel/threads.js";
import { occupantOf, outputExists } from "../store/artefact.js";
import { folderStorage } from "../store/folder.js";
import type { Storage } from "../store/storage.js";
import { version } from "../version.js";
import { type Run, setAction } from "./action.js";
import { tellWhatWasKept } from "./interrupt.js";
import { addJson, addSeed, addWorkers } from "./options.js";
import type { Outcome } from "./output.js";
import { refuseInside } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { type Column, formatNumber, formatPercent, formatTable } from "./table.js";

interface ReproduceOptions {
  readonly out?: string;
  readonly seed: number;
  readonly quick?: boolean;
  readonly workers: number;
  readonly json?: boolean;
}

const epilogue = `
Writes report.html, figures/ and, last of all, metrics.json; what was there of an earlier run is replaced.

Examples:
  $ coarsegrain reproduce advection-diffusion
  $ coarsegrain reproduce advection-diffusion --quick --out out/quick --json`;

/**
 * Shows before any work is done that the folder can be written, and takes away the sign of a finished run.
 *
 * @throws OutputExists if an artefact or a file is there, or an artefact around it; StorageFailure if it cannot be written
 */
async function prepareFolder(storage: Storage): Promise<void> {
  const occupant = await occupantOf(storage);
  if (occupant.holds === "artefact") {
    throw outputExists(storage.name, `a ${occupant.kind}`, "Choose another folder.");
  }
  if (occupant.holds === "other" && occupant.what === "a file") {
    throw outputExists(storage.name, occupant.what, "Choose another folder.");
  }
  await refuseInside(storage.name);
  const probe = ".coarsegrain";
  await storage.set(probe, new Uint8Array(0));
  await storage.delete(probe);
  await storage.delete("metrics.json");
}

async function writeResult(storage: Storage, result: ExperimentResult): Promise<void> {
  const text = (content: string) => new TextEncoder().encode(content);
  for (const { name, svg, svgDark, png } of result.figures) {
    await storage.set(`figures/${name}.svg`, text(svg));
    if (svgDark !== undefined) await storage.set(`figures/${name}.dark.svg`, text(svgDark));
    if (png !== undefined) await storage.set(`figures/${name}.png`, png);
  }
  await storage.set("report.html", text(result.report));
  await storage.set("metrics.json", text(`${JSON.stringify(result.metrics, null, 2)}\n`));
}

/** Median of the numbers that are there; null if none is. */
function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A model, and which form of it. */
function nameOf({ model, form }: { readonly model: string; readonly form?: string }): string {
  return form === undefined ? model : `${model} (${form})`;
}

/** Starts of fields are numbered within families, which have names but for that of the training data. */
function familyOf({ quantity, start }: ForecastMetrics): string {
  return quantity === "field" ? `${start}`.replace(/-?\d+$/, "") : "";
}

/** Forecasts at their last step, those that differ in their start alone together. */
function lastSteps(forecasts: readonly ForecastMetrics[]): ForecastMetrics[][] {
  const groups = new Map<string, ForecastMetrics[]>();
  for (const forecast of forecasts) {
    const { quantity, bins, from } = forecast;
    // Of a field the whole of each trajectory is told, not also its last time.
    if (quantity === "field" && from === undefined) continue;
    const key = `${quantity}, ${bins}, ${nameOf(forecast)}, ${familyOf(forecast)}`;
    groups.set(key, [...(groups.get(key) ?? []), forecast]);
  }
  return [...groups.values()].map((group) => {
    const last = Math.max(...group.map(({ step }) => step));
    return group.filter(({ step }) => step === last);
  });
}

function forecastRow(group: readonly ForecastMetrics[]): string[] {
  const { quantity, bins, step, from } = group[0];
  const family = familyOf(group[0]);
  return [
    family === "" ? nameOf(group[0]) : `${nameOf(group[0])}, ${family}`,
    quantity,
    String(bins),
    from === undefined ? String(step) : `1-${step}`,
    String(group.length),
    formatPercent(median(group.map(({ relativeError }) => relativeError))),
    formatPercent(median(group.map(({ coverage }) => coverage))),
    formatNumber(median(group.map(({ crps }) => crps))),
    String(group.reduce((sum, { diverged }) => sum + diverged, 0)),
  ];
}

function columns(titles: readonly string[], words: number): Column[] {
  return titles.map((title, c) => ({ title, right: c >= words }));
}

function describeMetrics({ experiment, seed, seconds, fit, forecast }: Metrics): string {
  const fits = fit.map(({ sequences, iterations, coefficients, ...rest }) => [
    nameOf(rest),
    String(sequences),
    String(iterations),
    formatSeconds(rest.seconds),
    `${coefficients.filter(({ active }) => active).length}/${coefficients.length}`,
  ]);
  const fitTitles = ["fit", "sequences", "iterations", "time", "active coefficients"];
  const scoreTitles = ["forecast", "quantity", "bins", "step", "starts", "error"];
  scoreTitles.push("coverage", "crps", "diverged");
  return `${experiment}, seed ${seed}, in ${formatSeconds(seconds.total)}

${formatTable(columns(fitTitles, 1), fits)}

${formatTable(columns(scoreTitles, 2), lastSteps(forecast).map(forecastRow))}
Errors, coverages and crps are medians over the starts, at the last step or over the steps told.`;
}

async function reproduce(run: Run<ReproduceOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { seed, quick = false, workers } = options;
  const { findExperiment } = await import("../experiments/registry.js");
  const experiment = findExperiment(args[0]);
  const out = options.out ?? `out/${experiment.name}`;
  const storage = folderStorage(out);
  await prepareFolder(storage);
  const executor = threadExecutor({ workers });
  const now = () => performance.now() / 1000;
  const result = await experiment
    .run({ seed, quick, executor, version, onProgress, signal, now })
    .catch((error) => {
      throw tellWhatWasKept(error, "Nothing was written: give the command again.");
    })
    .finally(() => executor.close());
  await writeResult(storage, result);
  return {
    json: result.metrics,
    text: `${describeMetrics(result.metrics)}

report   ${out}/report.html
figures  ${out}/figures/
metrics  ${out}/metrics.json`,
  };
}

/** `coarsegrain reproduce`. */
export function addReproduce(program: Command): void {
  const command = program
    .command("reproduce <experiment>")
    .description("run a published experiment from simulation to report")
    .option("--out <folder>", "folder to write (default: out/<experiment>)");
  addSeed(command).addOption(
    new Option("--quick", "fewer data, draws and repetitions; rougher figures"),
  );
  addWorkers(command);
  addJson(command).addHelpText("after", epilogue);
  setAction(command, reproduce);
}

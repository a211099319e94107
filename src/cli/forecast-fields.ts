import { checkSameGrid } from "../dataset/field-grid.js";
import { snapshotAt } from "../dataset/field-snapshot.js";
import { invalidParameter } from "../errors.js";
import { fieldForecastToGroup } from "../models/field-forecast.js";
import { readFieldPosterior } from "../models/read-field-posterior.js";
import { digestStorage } from "../store/digest.js";
import { folderStorage } from "../store/folder.js";
import { largestChunk } from "../store/metadata.js";
import { writeGroup } from "../store/write-group.js";
import type { Run } from "./action.js";
import { refuseOptions } from "./content.js";
import type { ForecastCommandOptions } from "./forecast-options.js";
import { tellWhatWasKept } from "./interrupt.js";
import { openFields } from "./open-fields.js";
import { parseSequencePath } from "./options.js";
import { type Outcome, printNote } from "./output.js";
import { claimOutput } from "./output-path.js";
import { formatSeconds } from "./progress.js";
import { recordedPath, withRecord } from "./record.js";

/** Checks that the latent states can be written in one chunk. @throws InvalidParameter */
function checkSize({ steps, draws }: ForecastCommandOptions, dimension: number): void {
  const most = Math.floor(largestChunk / (4 * steps * dimension));
  if (draws > most) {
    const shape = `${steps} steps of ${dimension} latent numbers`;
    throw invalidParameter("--draws", `at most ${most} for ${shape}`, draws);
  }
}

/** `coarsegrain forecast` of a posterior of fields. */
export async function forecastFields(run: Run<ForecastCommandOptions>): Promise<Outcome> {
  const { args, options, signal, onProgress } = run;
  const { out, steps, draws, seed, time } = options;
  refuseOptions({ ...options }, ["start", "bins", "constrained"], "fields");
  const { path, sequence } = parseSequencePath(options.from);
  const { storage } = await claimOutput(out, "forecast", options);
  const posteriorStorage = folderStorage(args[0]);
  const { posterior } = await readFieldPosterior(posteriorStorage);
  const { storage: source, data } = await openFields("data to start from", path);
  checkSameGrid("grid of the data to start from", posterior.grid, data.grid);
  checkSize(options, posterior.dimension);
  const start = await snapshotAt(data, sequence, time);
  await storage.probe();
  const dataSha256 = await digestStorage(source);

  const began = performance.now();
  const ensemble = await posterior
    .forecast(start, { steps, draws, seed, signal, onProgress })
    .catch((error) => {
      throw tellWhatWasKept(error, "Nothing was written: give the command again.");
    });
  const seconds = (performance.now() - began) / 1000;
  const from = time === undefined ? "" : ` --time ${time}`;
  const record = {
    command: `forecast ${recordedPath(args[0])} --from ${recordedPath(path)}#${sequence}${from} --steps ${steps} --draws ${draws} --seed ${seed}`,
    posterior: { sha256: await digestStorage(posteriorStorage) },
    data: { sha256: dataSha256, command: data.provenance.command, sequence },
    request: { time: start.time, steps, draws, seed },
  };
  await writeGroup(storage, withRecord(fieldForecastToGroup(ensemble, posterior), record));
  const sha256 = await digestStorage(storage);
  const diverged = ensemble.divergedBy(ensemble.steps - 1);
  if (ensemble.draws < draws) {
    printNote(`${posterior.model} has no noise: it gives ${ensemble.draws} path for any --draws.`);
  }
  if (diverged > 0) {
    printNote(
      `${diverged} of ${ensemble.draws} draws left the finite numbers; they are counted and left out of every statistic.`,
    );
  }
  return {
    json: {
      path: out,
      model: posterior.model,
      form: posterior.form ?? null,
      sequence,
      start: start.time,
      steps,
      draws: ensemble.draws,
      points: [...ensemble.grid.points],
      dimension: ensemble.dimension,
      seed,
      time: Array.from(ensemble.time),
      diverged,
      seconds,
      sha256,
    },
    text: `${out}: ${ensemble.draws} draws of ${steps} steps on ${ensemble.grid.points.join(" x ")} points from trajectory ${sequence} of ${path} at ${start.time} in ${formatSeconds(seconds)}, ${diverged} diverged; sha256 ${sha256}`,
  };
}

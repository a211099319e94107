import type { Dataset } from "../../dataset/dataset.js";
import { throwIfAborted } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import type { WalkerModel } from "../law/paths.js";
import type { MultiscalePosterior } from "../multiscale-sde/posterior.js";
import { sharePaths, startDensity } from "./forecast.js";

const draws = 32;
/** Largest factor, and its inverse the smallest. */
const most = 100;
const mostIterations = 4;
/** Change of the factor at which it is taken as found. */
const tolerance = 0.05;

/** Sums over sequences, steps and bins. */
interface Sums {
  /** Squared errors of the mean share. */
  readonly squares: number;
  /** What the sampling of walkers explains of them: X (1 - X) / walkers. */
  readonly sampling: number;
  /** Variance over draws. */
  readonly spread: number;
}

async function sumsOf(
  kernel: Kernel,
  model: WalkerModel,
  field: MultiscalePosterior,
  data: Dataset,
  held: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Sums> {
  const { bins } = model.grid;
  const { steps, walkers } = data;
  let [squares, sampling, spread] = [0, 0, 0];
  for (const i of held) {
    throwIfAborted(signal, "the fit");
    const start = data.at(i);
    const { seed } = model.provenance;
    const density = startDensity(kernel, model, start);
    const request = { steps, draws, seed };
    const { path, divergedAt } = await sharePaths(model, field, density, start.time, request);
    for (let t = 0; t < steps; t++) {
      // What diverges is too wide: it counts as a spread of 1, whatever it covers.
      if (divergedAt.some((at) => at >= 0 && at <= t)) {
        spread += bins;
        continue;
      }
      const counts = data.countsAt(i, t + 1);
      for (let j = 0; j < bins; j++) {
        const row = path.subarray((t * bins + j) * draws).subarray(0, draws);
        const mean = row.reduce((sum, x) => sum + x, 0) / draws;
        for (const x of row) spread += ((x - mean) * (x - mean)) / (draws - 1);
        const error = counts[j] / walkers - mean;
        squares += error * error;
        const share = Math.min(Math.max(mean, 0), 1);
        sampling += (share * (1 - share)) / walkers;
      }
    }
  }
  return { squares, sampling, spread };
}

/**
 * The factor on s and Psi with which forecasts of some sequences are as wide as they are wrong: their squared errors are, on
 * average, the variance over draws and that of the sampling of walkers, so that the former is what the latter leaves. The
 * error of a law that is wrong is in it. Walkers that live on stray less from their own density in the first steps after a start
 * from counts than a multinomial does: then the least factor is taken.
 *
 * @param withScale the posterior with a factor
 * @throws Interrupted
 */
export async function calibrateWalkers(
  kernel: Kernel,
  model: WalkerModel,
  withScale: (factor: number) => Promise<MultiscalePosterior>,
  data: Dataset,
  held: readonly number[],
  signal: AbortSignal | undefined,
): Promise<number> {
  let factor = 1;
  if (held.length === 0) return factor;
  for (let k = 0; k < mostIterations; k++) {
    const sums = await sumsOf(kernel, model, await withScale(factor), data, held, signal);
    const wanted = Math.max(0, sums.squares - sums.sampling);
    const ratio = sums.spread > 0 ? Math.sqrt(wanted / sums.spread) : 1;
    factor = Math.min(Math.max(factor * ratio, 1 / most), most);
    if (Math.abs(ratio - 1) < tolerance || factor === 1 / most) break;
  }
  return factor;
}

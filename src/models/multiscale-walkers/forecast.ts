import type { Start } from "../../dataset/dataset.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import { softmax } from "../../kernel/softmax-multinomial.js";
import { binWidth } from "../../types.js";
import { type DensityPaths, hasDiverged, walkerWriter } from "../density-law/forecast.js";
import { drawPaths, type WalkerModel } from "../law/paths.js";
import { isKnown, resolveStart } from "../law/start.js";
import type { ForecastRequest } from "../model.js";
import type { MultiscalePosterior } from "../multiscale-sde/posterior.js";

/**
 * The density that a forecast starts from: that of the coarse state where the data record it, else that of the walkers
 * themselves. They live on, so that it is their own density that moves, noise of sampling included; what is finer than the
 * modes is lost when it is encoded.
 *
 * @throws InvalidData if the start is on another grid than the model, empty or not finite
 */
export function startDensity(kernel: Kernel, { grid }: WalkerModel, start: Start): Float32Array {
  const from = resolveStart(kernel, grid, start);
  const { bins } = grid;
  const width = binWidth(grid);
  if (!isKnown(from)) {
    const walkers = start.counts.reduce((sum, m) => sum + m, 0);
    return Float32Array.from(start.counts, (m) => m / (walkers * width));
  }
  const { arena } = kernel;
  const mark = arena.mark();
  const [state, rho] = [arena.f64(bins), arena.f64(bins)];
  state.view.set(from.mean);
  softmax(kernel, state, 1, bins, rho);
  const density = Float32Array.from(rho.view, (p) => p / width);
  arena.release(mark);
  return density;
}

/** Decoded densities as shares X of the walkers, [step][bin][draw], of sum 1; they may be negative somewhere. */
export async function sharePaths(
  model: WalkerModel,
  field: MultiscalePosterior,
  density: Float32Array,
  time: number,
  { steps, draws, seed, signal }: ForecastRequest,
): Promise<DensityPaths> {
  const { bins } = model.grid;
  const width = binWidth(model.grid);
  const ensemble = await field.forecast({ field: density, time }, { steps, draws, seed, signal });
  const path = new Float64Array(steps * bins * draws).fill(1 / bins);
  const divergedAt = Int32Array.from(ensemble.divergedAt);
  const shares = new Float64Array(bins);
  for (let draw = 0; draw < draws; draw++) {
    const living = divergedAt[draw] < 0 ? steps : divergedAt[draw];
    const d = ensemble.dimension;
    const latent = ensemble.latent.subarray(draw * steps * d, (draw * steps + living) * d);
    const decoded = field.decode(latent, living);
    for (let t = 0; t < living; t++) {
      let mass = 0;
      for (let j = 0; j < bins; j++) {
        shares[j] = decoded[t * bins + j] * width;
        mass += shares[j];
      }
      if (hasDiverged(shares, 1, 0)) {
        divergedAt[draw] = t;
        break;
      }
      for (let j = 0; j < bins; j++) path[(t * bins + j) * draws + draw] = shares[j] / mass;
    }
  }
  return { path, divergedAt };
}

/**
 * Paths of the latent equation, decoded to shares X of sum 1, and at each step walkers ~ Multinomial(walkers, X), a negative
 * X taken as 0. The ensemble's states are X itself; {@link negativeShare} says how often it was negative.
 *
 * @param request checked before; see `checkRequest`
 * @throws InvalidData for the start; Interrupted if the signal fires
 */
export async function forecastWalkers(
  kernel: Kernel,
  model: WalkerModel,
  field: MultiscalePosterior,
  start: Start,
  request: ForecastRequest,
): Promise<Ensemble> {
  const density = startDensity(kernel, model, start);
  const paths = await sharePaths(model, field, density, start.time, request);
  const prepare = () => walkerWriter(kernel, model, paths, request, (draw) => draw);
  return drawPaths(kernel, model, prepare, start, request);
}

/** Share of the states of living draws, over draws, steps and bins, that were negative and drawn from as 0. */
export function negativeShare({ state, divergedAt, draws, steps, bins }: Ensemble): number {
  let [negative, all] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const living = divergedAt[draw] < 0 ? steps : divergedAt[draw];
    const from = draw * steps * bins;
    for (let i = from; i < from + living * bins; i++) if (state[i] < 0) negative++;
    all += living * bins;
  }
  return all === 0 ? 0 : negative / all;
}

import type { Ensemble, ForecastStart } from "../../forecast/ensemble.js";
import { reserveOffsets } from "../../kernel/features.js";
import type { Kernel } from "../../kernel/load.js";
import { fillGamma, fillNormal, openStream } from "../../kernel/random.js";
import { softmax } from "../../kernel/softmax-multinomial.js";
import { reserveTransition, transitionPath } from "../../kernel/transition.js";
import type { ForecastRequest } from "../model.js";
import { type Feature, packOffsets } from "./features.js";
import { drawPaths, drawWalkers, type PathWriter, type WalkerModel } from "./paths.js";
import type { LawSampler } from "./sampler.js";
import type { StartState } from "./start.js";

/** A learned law X' = theta . phi(X - mean X) + noise, with what is not known of it. */
export interface LearnedLaw extends WalkerModel {
  /** Features that theta of the sampler weighs. */
  readonly features: readonly Feature[];
  /** Offsets lie within so many bins. */
  readonly range: number;
  readonly sampler: LawSampler;
}

/**
 * One path of the posterior predictive for each draw, from a Gaussian over the starting state: draws the
 * law and the start, runs the law with its noise, and draws walkers from each state. A path whose log
 * density leaves 1000 around its mean has diverged.
 *
 * @param request checked before; see `checkRequest`
 * @throws Interrupted if the signal fires
 */
export async function forecastLaw(
  kernel: Kernel,
  law: LearnedLaw,
  start: StartState,
  origin: ForecastStart,
  request: ForecastRequest,
): Promise<Ensemble> {
  return drawPaths(kernel, law, () => preparePath(kernel, law, start, request), origin, request);
}

/** Reserves what a path needs and returns the function that draws one. */
function preparePath(
  kernel: Kernel,
  learned: LearnedLaw,
  start: StartState,
  { steps, seed }: ForecastRequest,
): PathWriter {
  const { arena } = kernel;
  const { features, range, sampler } = learned;
  const { bins } = learned.grid;
  const offsets = reserveOffsets(kernel, features.length);
  offsets.view.set(packOffsets(features, range));
  const law = {
    set: { offsets, features: features.length },
    theta: arena.f64(features.length),
    deviation: arena.f64(bins),
    bins,
    range,
  };
  const scratch = reserveTransition(kernel, law);
  const state = arena.f64(bins);
  const path = arena.f64(steps * bins);
  const density = arena.f64(steps * bins);
  const normals = arena.f64(sampler.normals + bins + steps * bins);
  const noise = {
    pointer: normals.pointer + (sampler.normals + bins) * 8,
    length: steps * bins,
    view: normals.view,
  };
  const gamma = arena.f64(sampler.gammas);
  const drawn = arena.u32(bins);
  return (draw, states, counts) => {
    const inner = arena.mark();
    const stream = openStream(kernel, seed, draw);
    fillNormal(kernel, stream, normals);
    fillGamma(kernel, stream, sampler.gammaShape, gamma);
    const z = normals.view;
    sampler.draw(z, gamma.view, law.theta.view, law.deviation.view);
    for (let j = 0; j < bins; j++) {
      state.view[j] = start.mean[j] + Math.sqrt(start.variance[j]) * z[sampler.normals + j];
    }
    const diverged = transitionPath(kernel, law, state, steps, noise, path, scratch);
    softmax(kernel, path, steps, bins, density);
    drawWalkers(kernel, stream, learned, density, diverged < 0 ? steps : diverged, drawn, counts);
    states.set(path.view);
    arena.release(inner);
    return diverged;
  };
}

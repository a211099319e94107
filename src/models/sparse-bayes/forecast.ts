import { invalidParameter, throwIfAborted } from "../../errors.js";
import { Ensemble, type ForecastStart } from "../../forecast/ensemble.js";
import { mostValues } from "../../forecast/regrid.js";
import { reserveOffsets } from "../../kernel/features.js";
import type { Kernel } from "../../kernel/load.js";
import { checkSeed, fillGamma, fillNormal, multinomial, openStream } from "../../kernel/random.js";
import { softmax } from "../../kernel/softmax-multinomial.js";
import { reserveTransition, transitionPath } from "../../kernel/transition.js";
import { type Feature, packOffsets } from "../law/features.js";
import { type LawSampler, lawSampler } from "./draw.js";
import type { PosteriorFields, SparseBayesRequest } from "./fields.js";
import type { StartState } from "./start.js";

/** @throws InvalidParameter */
function checkRequest(request: SparseBayesRequest, bins: number): void {
  const { steps, draws, seed, covariance = "marginal" } = (request ?? {}) as SparseBayesRequest;
  if (!Number.isInteger(steps) || steps < 1) {
    throw invalidParameter("steps", "a positive integer", steps);
  }
  if (!Number.isInteger(draws) || draws < 1) {
    throw invalidParameter("draws", "a positive integer", draws);
  }
  if (draws * steps * bins > mostValues) {
    const most = Math.floor(mostValues / (steps * bins));
    throw invalidParameter("draws", `at most ${most} for ${steps} steps on ${bins} bins`, draws);
  }
  checkSeed(seed);
  if (covariance !== "marginal" && covariance !== "mean-field") {
    throw invalidParameter("covariance", "marginal or mean-field", covariance);
  }
}

/** Draws between two looks at the signal and the event loop. */
const breath = 100;

/**
 * One path of the posterior predictive for each draw, from a Gaussian over the starting state.
 *
 * @throws InvalidParameter for the request; Interrupted if the signal fires
 */
export async function forecastFrom(
  kernel: Kernel,
  fields: PosteriorFields,
  features: readonly Feature[],
  start: StartState,
  origin: ForecastStart,
  request: SparseBayesRequest,
): Promise<Ensemble> {
  const { bins } = fields.grid;
  checkRequest(request, bins);
  const { draws, steps, seed, signal, onProgress } = request;
  const counts = new Uint32Array(draws * steps * bins);
  const state = new Float64Array(draws * steps * bins);
  const divergedAt = new Int32Array(draws);
  const sampler = lawSampler(kernel, fields, request.covariance ?? "marginal");
  for (let from = 0; from < draws; from += breath) {
    throwIfAborted(signal, "the forecast");
    const to = Math.min(draws, from + breath);
    const mark = kernel.arena.mark();
    const path = preparePath(kernel, fields, features, sampler, start, request);
    for (let draw = from; draw < to; draw++) {
      const at = draw * steps * bins;
      divergedAt[draw] = path(
        draw,
        state.subarray(at, at + steps * bins),
        counts.subarray(at, at + steps * bins),
      );
    }
    kernel.arena.release(mark);
    onProgress?.({ phase: "forecast", done: to, total: draws });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const time = Float64Array.from(
    { length: steps },
    (_, t) => origin.time + (t + 1) * fields.timeStep,
  );
  return new Ensemble(
    {
      grid: fields.grid,
      walkers: fields.walkers,
      time,
      draws,
      counts,
      state,
      divergedAt,
      seed,
      provenance: fields.provenance,
      model: fields.provenance.name,
      start: { sequence: origin.sequence, time: origin.time },
    },
    kernel,
  );
}

type PathWriter = (draw: number, states: Float64Array, counts: Uint32Array) => number;

/** Reserves what a path needs and returns the function that draws one. */
function preparePath(
  kernel: Kernel,
  fields: PosteriorFields,
  features: readonly Feature[],
  sampler: LawSampler,
  start: StartState,
  request: SparseBayesRequest,
): PathWriter {
  const { arena } = kernel;
  const { steps, seed } = request;
  const { bins } = fields.grid;
  const { range } = fields.parameters;
  const active = Array.from(fields.state.active, (l) => features[l]);
  const offsets = reserveOffsets(kernel, active.length);
  offsets.view.set(packOffsets(active, range));
  const law = {
    set: { offsets, features: active.length },
    theta: arena.f64(active.length),
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
    fillGamma(kernel, stream, fields.precisionShape, gamma);
    const z = normals.view;
    sampler.draw(z, gamma.view, law.theta.view, law.deviation.view);
    for (let j = 0; j < bins; j++) {
      state.view[j] = start.mean[j] + Math.sqrt(start.variance[j]) * z[sampler.normals + j];
    }
    const diverged = transitionPath(kernel, law, state, steps, noise, path, scratch);
    softmax(kernel, path, steps, bins, density);
    const last = diverged < 0 ? steps : diverged;
    for (let t = 0; t < last; t++) {
      const row = {
        pointer: density.pointer + t * bins * 8,
        length: bins,
        view: density.view.subarray(t * bins, (t + 1) * bins),
      };
      multinomial(kernel, stream, row, fields.walkers, drawn);
      counts.set(drawn.view, t * bins);
    }
    states.set(path.view);
    arena.release(inner);
    return diverged;
  };
}

import { randomisedRank } from "../../diagnose/rank.js";
import type { Kernel } from "../../kernel/instantiate.js";
import { fillGamma, fillNormal, fillUniform, openStream } from "../../kernel/random.js";
import { lawSampler } from "../../models/sparse-bayes/draw.js";
import type { SparseBayesPosterior } from "../../models/sparse-bayes/posterior.js";
import { sparseBayes } from "../../models/sparse-bayes/sparse-bayes.js";
import type { Term } from "../../monomials.js";
import { simulate } from "../../simulate/simulate.js";
import { synthetic } from "../../simulate/synthetic.js";
import type { CalibrationSettings } from "./settings.js";

/** What one data set says; all shapes [coefficient of the law] unless said. */
export interface CalibrationOutcome {
  /** The coefficients that made the data. */
  readonly truth: readonly number[];
  /** What was inferred of them; 0 where a coefficient left the law. */
  readonly mean: readonly number[];
  readonly sd: readonly number[];
  readonly sdMeanField: readonly number[];
  readonly active: readonly boolean[];
  /** Ranks of the truth among draws of theta. */
  readonly coefficientRanks: readonly number[];
  /** Active coefficients that the law does not have. */
  readonly spurious: number;
  /** sqrt(1 / <v>). */
  readonly noise: number;
  /** Ranks of the counts of a true future among forecast draws, shape [step, bin]; none if a draw diverged. */
  readonly countRanks: readonly number[] | undefined;
}

/** The law whose coefficients are drawn about: the defaults of the system. */
export const centralLaw: readonly Term[] = synthetic().parameters.law;

/** Names of its coefficients, as a posterior has them. */
export const coefficientNames = centralLaw.map(([offsets]) => `m=${offsets.join(",")}`);

/** What is random in one data set beyond its simulation and the draws. */
interface Chance {
  readonly law: readonly Term[];
  readonly seeds: { readonly data: number; readonly future: number; readonly forecast: number };
  /** Uniforms that break the ties of counts, [step, bin]. */
  readonly ties: Float64Array;
}

const largestSeed = 2 ** 48;

function drawChance(
  kernel: Kernel,
  { spread, steps, bins }: CalibrationSettings,
  seed: number,
  index: number,
): Chance {
  const { arena } = kernel;
  const mark = arena.mark();
  const stream = openStream(kernel, seed, index);
  const normals = arena.f64(centralLaw.length);
  fillNormal(kernel, stream, normals);
  const law = centralLaw.map(
    ([offsets, mean], l) => [offsets, mean + spread * normals.view[l]] as const,
  );
  const uniforms = arena.f64(3 + steps.length * bins.length);
  fillUniform(kernel, stream, uniforms);
  const [data, future, forecast] = uniforms.view
    .subarray(0, 3)
    .map((u) => Math.floor(u * largestSeed));
  const ties = uniforms.view.slice(3);
  arena.release(mark);
  return { law, seeds: { data, future, forecast }, ties };
}

/** Draws of theta from the posterior with the states integrated out, shape [active][draw]. */
function drawCoefficients(
  kernel: Kernel,
  posterior: SparseBayesPosterior,
  draws: number,
  seed: number,
): Float64Array[] {
  const { arena } = kernel;
  const mark = arena.mark();
  const n = posterior.state.active.length;
  const sampler = lawSampler(kernel, posterior, "marginal");
  const normals = arena.f64(sampler.normals);
  const gammas = arena.f64(sampler.gammas);
  const theta = new Float64Array(n);
  const deviation = new Float64Array(posterior.grid.bins);
  const drawn = Array.from({ length: n }, () => new Float64Array(draws));
  // A purpose that forecasts do not have: they draw theta from streams (seed, draw, 0).
  const stream = openStream(kernel, seed, 0, 1);
  for (let draw = 0; draw < draws; draw++) {
    fillNormal(kernel, stream, normals);
    fillGamma(kernel, stream, posterior.precisionShape, gammas);
    sampler.draw(normals.view, gammas.view, theta, deviation);
    for (let k = 0; k < n; k++) drawn[k][draw] = theta[k];
  }
  arena.release(mark);
  return drawn;
}

/**
 * Draws a law, simulates a data set and a future with it, fits the one and forecasts the other, and ranks
 * the truth among as many draws as asked for. The outcome depends on settings, seed and index alone.
 *
 * @throws NumericalFailure if the law's future diverges or the fit fails
 */
export async function calibrateDataSet(
  kernel: Kernel,
  settings: CalibrationSettings,
  seed: number,
  index: number,
): Promise<CalibrationOutcome> {
  const { sequences, noise, range, draws, steps, bins } = settings;
  const { law, seeds, ties } = drawChance(kernel, settings, seed, index);
  const system = synthetic({ law, noise });
  const data = await simulate(system, { sequences, seed: seeds.data });
  const posterior = await sparseBayes({ range }).fit(data);
  const { coefficients, state } = posterior;

  const drawn = drawCoefficients(kernel, posterior, draws, seeds.forecast);
  const places = coefficientNames.map((name) => coefficients.findIndex((c) => c.name === name));
  const found = places.map((place) => coefficients[place]);
  const gone = new Float64Array(draws);
  const truth = law.map(([, coefficient]) => coefficient);
  const coefficientRanks = places.map((place, l) =>
    randomisedRank(truth[l], drawn[state.active.indexOf(place)] ?? gone, 0),
  );

  const horizon = steps[steps.length - 1];
  const future = await simulate(system, { sequences: 1, steps: horizon, seed: seeds.future });
  const request = { steps: horizon, draws, seed: seeds.forecast };
  const ensemble = await posterior.forecast(future.at(0), request);
  const countRanks = steps.flatMap((step, s) =>
    bins.map((bin, b) => {
      const counts = Array.from(
        { length: draws },
        (_, draw) => ensemble.countsAt(draw, step - 1)[bin],
      );
      return randomisedRank(future.countsAt(0, step)[bin], counts, ties[s * bins.length + b]);
    }),
  );
  return {
    truth,
    mean: found.map(({ mean }) => mean),
    sd: found.map(({ sd }) => sd),
    sdMeanField: found.map(({ sdMeanField }) => sdMeanField),
    active: found.map(({ active }) => active),
    coefficientRanks,
    spurious: state.active.length - found.filter(({ active }) => active).length,
    noise: Math.sqrt(1 / state.precision[0]),
    countRanks: ensemble.divergedBy(horizon - 1) === 0 ? countRanks : undefined,
  };
}

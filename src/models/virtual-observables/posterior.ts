import type { Dataset, Start } from "../../dataset/dataset.js";
import { selectSequences } from "../../dataset/select.js";
import { invalidData } from "../../errors.js";
import type { Ensemble, ForecastStart } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { forecastDensityLaw, walkerWriter } from "../density-law/forecast.js";
import type { DensityLaw } from "../density-law/law.js";
import { type DensityStart, densityStart } from "../density-law/start.js";
import { drawPaths } from "../law/paths.js";
import { checkRequest } from "../law/request.js";
import type { Coefficient, ForecastRequest, Posterior } from "../model.js";
import { builtInObservables } from "./built-in.js";
import type { CoarseStates } from "./coarse-states.js";
import type { LawEvaluator } from "./evaluate-law.js";
import type { VirtualObservablesFields } from "./fields.js";
import { forecastConstrained } from "./forecast-constrained.js";
import { type InferOptions, inferStates } from "./infer-states.js";
import { fluxWeights } from "./linear-flux.js";
import type { VirtualObservable } from "./observable.js";
import { toGroup } from "./serialise.js";
import { coarseStates, noisyLaw } from "./states.js";

/** A transition law, the coarse states it was learned with, and their forecasts. */
export interface VirtualObservablesPosterior extends Posterior, VirtualObservablesFields {
  /** Coarse states of the training sequences. */
  readonly states: CoarseStates;
  /**
   * Coarse states of other sequences under the learned law, which stays as it is.
   *
   * @throws InvalidData if the sequences are on another grid or of other numbers of walkers; NumericalFailure;
   *   Interrupted if the signal fires
   */
  infer(data: Dataset, options?: InferOptions): Promise<CoarseStates>;
  /**
   * Paths from the last state that was inferred of a sequence: Algorithm 1 of Kaltenbach & Koutsourelakis 2020.
   *
   * @param states of this posterior, or of {@link infer}
   * @throws InvalidData if the sequence has no state; InvalidParameter for the request; Interrupted
   */
  forecastFrom(states: CoarseStates, sequence: number, request: ForecastRequest): Promise<Ensemble>;
  /** Paths from the last state that is inferred of a sequence of other data; see {@link infer}. */
  forecastObserved(data: Dataset, sequence: number, request: ForecastRequest): Promise<Ensemble>;
  /** Paths from the last inferred state of a training sequence. */
  forecastTraining(sequence: number, request: ForecastRequest): Promise<Ensemble>;
  /**
   * Paths from a start: at a known coarse state, whose walkers were just placed, or from its walkers.
   *
   * @throws InvalidData if the start is on another grid, empty or not finite; InvalidParameter for the
   *   request; Interrupted if the signal fires
   */
  forecast(start: Start, request: ForecastRequest): Promise<Ensemble>;
}

/** The law on shares of walkers instead of relative densities. */
function onShares(law: LawEvaluator, bins: number): DensityLaw["advance"] {
  return (states, columns, out) => {
    const relative = states.map((x) => bins * x);
    law(relative, columns, out);
    for (let i = 0; i < out.length; i++) out[i] /= bins;
  };
}

/** Weights of the linear part, by the offset of the bin they weigh, with their standard deviations. */
function listCoefficients({ linear }: VirtualObservablesFields): Coefficient[] {
  if (linear === undefined) return [];
  const { coefficients, covariance } = linear;
  const n = coefficients.length;
  const weights = fluxWeights(coefficients);
  return Array.from(weights, (mean, i) => {
    const m = i - n / 2;
    // w_m = g_{m+1} - g_m; a coefficient beyond the reach is 0.
    const [a, b] = [i, i - 1];
    const of = (r: number, c: number) =>
      r >= 0 && r < n && c >= 0 && c < n ? covariance[r * n + c] : 0;
    const sd = Math.sqrt(Math.max(0, of(a, a) + of(b, b) - 2 * of(a, b)));
    return { name: `m=${m === 0 ? 0 : m}`, mean, sd, sdMeanField: sd, active: true };
  });
}

/** Puts the parts of a posterior together; the kernels serve its states and forecasts. */
export function createPosterior(
  kernel: Kernel,
  network: NetworkKernel,
  fields: VirtualObservablesFields,
  extra: readonly VirtualObservable[],
): VirtualObservablesPosterior {
  const { grid, parameters, noise, timeStep, sequences } = fields;
  const observables = [...builtInObservables(fields, parameters, fields.law), ...extra];
  const { bins } = grid;
  const conserving = parameters.walkers === "living" || parameters.states === "simplex";
  const law = noisyLaw(network, fields);
  const densityLaw = { advance: onShares(law.step, bins), noise: noise / bins, conserving };
  const states = coarseStates(kernel, law, fields, sequences);
  const run = async (
    start: DensityStart,
    origin: ForecastStart,
    placed: boolean,
    request: ForecastRequest,
  ): Promise<Ensemble> => {
    if (request.constrained !== true) {
      const first = placed && law.first ? onShares(law.first, bins) : undefined;
      return forecastDensityLaw(kernel, fields, { ...densityLaw, first }, start, origin, request);
    }
    const problem = { network, law, conserving, observables, bins };
    const starts = start(kernel, request.draws, request.seed);
    const paths = await forecastConstrained(kernel, problem, starts, placed, request);
    const prepare = () => walkerWriter(kernel, fields, paths, request, (draw) => draw);
    return drawPaths(kernel, fields, prepare, origin, request);
  };
  const infer = async (data: Dataset, options: InferOptions = {}): Promise<CoarseStates> => {
    const inferred = await inferStates(kernel, network, fields, observables, data, options);
    // Sequences whose first state is not recorded do not begin with walkers that were just placed.
    const carried = data.initialState === undefined ? { ...law, first: undefined } : law;
    return coarseStates(kernel, carried, { ...fields, ...inferred }, data.sequences);
  };
  const forecastFrom = async (
    from: CoarseStates,
    sequence: number,
    request: ForecastRequest,
    index: number,
  ): Promise<Ensemble> => {
    const known = from.lengthOf(sequence);
    if (known === 0) {
      const expected = "a sequence with an inferred state";
      throw invalidData("start of the forecast", expected, `sequence ${sequence}`);
    }
    checkRequest(request, bins);
    const start: DensityStart = (_, draws, seed) => {
      const drawn = from.sample(sequence, known - 1, draws, seed);
      return Float64Array.from(drawn, (__, i) => drawn[(i % draws) * bins + Math.floor(i / draws)]);
    };
    const origin = { sequence: index, time: (known - 1) * timeStep };
    return run(start, origin, false, request);
  };
  return {
    ...fields,
    model: fields.provenance.name,
    boundSegments: [],
    coefficients: listCoefficients(fields),
    states,
    infer,
    forecastFrom: (from, sequence, request) => forecastFrom(from, sequence, request, sequence),
    forecastObserved: async (data, sequence, request) => {
      data.at(sequence);
      const one = selectSequences(data, [sequence]);
      const inferred = await infer(one, { seed: request.seed, signal: request.signal });
      return forecastFrom(inferred, 0, request, sequence);
    },
    forecastTraining: (sequence, request) => forecastFrom(states, sequence, request, sequence),
    forecast: async (start, request) => {
      const from = densityStart(kernel, grid, start);
      checkRequest(request, bins);
      return run(from, start, start.state !== undefined, request);
    },
    toGroup: () => toGroup(fields, states),
  };
}

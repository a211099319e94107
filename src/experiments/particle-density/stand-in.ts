import type { Dataset } from "../../dataset/dataset.js";
import type { Ensemble } from "../../forecast/ensemble.js";
import { instantiateKernel } from "../../kernel/load.js";
import { forecastDensityLaw } from "../../models/density-law/forecast.js";
import type { DensityLaw } from "../../models/density-law/law.js";
import { densityStart } from "../../models/density-law/start.js";
import type { FitOptions, ForecastRequest, Posterior } from "../../models/model.js";
import { oneStepBinWeights } from "../../simulate/walk-law.js";
import { version } from "../../version.js";
import { particles } from "./settings.js";

export interface CoarseStates {
  readonly mean: Float64Array;
  interval(level: number): { lower: Float64Array; upper: Float64Array };
  sample(sequence: number, time: number, draws: number, seed: number): Float64Array;
}
export interface VirtualObservablesPosterior extends Posterior {
  readonly states: CoarseStates;
  infer(
    data: Dataset,
    options: { seed: number; signal?: AbortSignal | undefined },
  ): Promise<CoarseStates>;
  forecastFrom(states: CoarseStates, sequence: number, request: ForecastRequest): Promise<Ensemble>;
}
function rng(seed: number) {
  let s = seed >>> 0 || 1;
  const u = () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = s;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
}
function statesOf(data: Dataset, narrow: number): CoarseStates {
  const mean = Float64Array.from(data.counts, (m) => (m + 0.5) / data.walkers);
  const sd = mean.map((x) => narrow * Math.sqrt(x / data.walkers));
  const z: { [l: number]: number } = { 0.5: 0.674, 0.8: 1.28, 0.9: 1.645, 0.95: 1.96 };
  const { bins } = data.grid;
  return {
    mean,
    interval: (level) => ({
      lower: mean.map((x, i) => x - z[level] * sd[i]),
      upper: mean.map((x, i) => x + z[level] * sd[i]),
    }),
    sample(sequence, time, draws, seed) {
      const normal = rng(seed);
      const from = (sequence * data.time.length + time) * bins;
      return Float64Array.from(
        { length: draws * bins },
        (_, k) => mean[from + (k % bins)] + sd[from + (k % bins)] * normal(),
      );
    },
  };
}
export function standIn(
  name: string,
  given: { constraint?: string; noise?: number; narrow?: number; power?: number },
) {
  return {
    name,
    parameters: {},
    async fit(data: Dataset, { seed = 0 }: FitOptions): Promise<VirtualObservablesPosterior> {
      const kernel = await instantiateKernel();
      const { shift, weight } = oneStepBinWeights(particles());
      const normal = rng(seed + data.sequences);
      const w = weight.map(
        (x) =>
          x + ((given.noise ?? 0.01) / data.sequences ** (given.power ?? 0.5)) * normal() * 0.3,
      );
      const total = w.reduce((a, b) => a + b, 0);
      const scale = (given.constraint === "published" ? 1 + 1e-5 : 1) / total;
      const law: DensityLaw = {
        advance(states, columns, out) {
          const bins = states.length / columns;
          out.fill(0);
          for (let j = 0; j < bins; j++)
            shift.forEach((m, k) => {
              const from = (((j - m) % bins) + bins) % bins;
              for (let c = 0; c < columns; c++)
                out[j * columns + c] += scale * w[k] * states[from * columns + c];
            });
        },
        noise: 3e-5,
        conserving: given.constraint !== "published",
      };
      const provenance = { version, command: `fit --model ${name}`, name, parameters: {}, seed };
      const model = { grid: data.grid, timeStep: data.timeStep, walkers: data.walkers, provenance };
      const narrow = given.narrow ?? 1;
      return {
        model: name,
        provenance,
        bound: new Float64Array([1, 2]),
        boundSegments: [],
        converged: true,
        coefficients: [],
        states: statesOf(data, narrow),
        infer: async (other) => Object.assign(statesOf(other, narrow), { data: other }),
        forecast: (start, request) =>
          forecastDensityLaw(
            kernel,
            model,
            law,
            densityStart(kernel, data.grid, start),
            start,
            request,
          ),
        forecastFrom(states, sequence, request) {
          const { bins } = data.grid;
          const start = (_: unknown, draws: number, s: number) => {
            const x = states.sample(sequence, 9, draws, s);
            return Float64Array.from(
              { length: bins * draws },
              (_, k) => x[(k % draws) * bins + Math.floor(k / draws)],
            );
          };
          return forecastDensityLaw(
            kernel,
            model,
            law,
            start,
            { sequence, time: 9 * data.timeStep },
            request,
          );
        },
        toGroup: () => ({ attributes: {}, variables: {}, groups: {} }) as never,
      };
    },
  };
}
export const virtualObservables = (given: {
  constraint?: string;
  noise?: number;
  narrow?: number;
  power?: number;
}) => standIn("virtual-observables", given);

import { Dataset } from "../../dataset/dataset.js";
import { refineCounts } from "../../forecast/regrid.js";
import { instantiateKernel } from "../../kernel/load.js";
import { simulate } from "../../simulate/simulate.js";
import { synthetic } from "../../simulate/synthetic.js";
import type { Plan, TruthRequest } from "../walkers/plan.js";

/** How large the experiment is, and how its forecasts are judged. */
export interface Settings extends Plan {
  /** Training sequences of each fit. */
  readonly sizes: readonly number[];
  /** The fit that forecasts. */
  readonly forecastSize: number;
  /** Held-out starts from the family the law was trained on. */
  readonly starts: number;
}

const fineBins = 96;

/**
 * Walkers of a state's future on the coarse bins, then on the fine ones: the law knows coarse bins only, and a
 * walker is uniform within its own.
 */
async function simulateTruth({ state, runs, ...request }: TruthRequest): Promise<Dataset> {
  const system = synthetic();
  const data = await simulate(system, { ...request, sequences: runs, initialStates: state });
  const factor = fineBins / system.grid.bins;
  const kernel = await instantiateKernel();
  return new Dataset({
    ...data,
    grid: { ...data.grid, bins: fineBins },
    counts: refineCounts(kernel, data.counts, factor, request.seed, fineBins),
    initialState: undefined,
  });
}

/** The experiment as published, with more starts. */
export const full: Settings = {
  sizes: [64, 128, 256],
  forecastSize: 256,
  starts: 16,
  runs: 200,
  draws: 1000,
  steps: 8,
  reportedSteps: [1, 2, 3, 4, 5, 6, 7, 8],
  // As in Fig. 9 of the paper.
  twoBinSteps: [2, 3, 5, 7],
  twoBinPairs: [
    [5, 5],
    [5, 6],
    [5, 12],
    [12, 13],
    [18, 23],
  ],
  fineBins,
  level: 0.95,
  simulate: simulateTruth,
};

/** The same law, judged by fewer starts, simulations and draws. */
export const quick: Settings = { ...full, starts: 4, runs: 50, draws: 300 };

/** Interaction range of the model: 30 features. */
export const range = 2;

/** Steps ahead of the profile figures, as in Fig. 7 and 8 of the paper. */
export const profileSteps = [2, 4, 6, 8] as const;

import { advectionDiffusion } from "../../simulate/advection-diffusion.js";
import { simulate } from "../../simulate/simulate.js";
import { type Plan, refineState } from "../walkers/plan.js";

/** How large the experiment is, and how its forecasts are judged. */
export interface Settings extends Plan {
  /** Training sequences of each fit; the last one forecasts. */
  readonly sizes: readonly number[];
  /** The size whose bound is drawn, as in Fig. 10 of the paper. */
  readonly boundSize: number;
  /** Held-out starts from the family the law was trained on. */
  readonly starts: number;
  /** Starts of each kind the law was not trained on. */
  readonly otherStarts: number;
}

/** Cells of the finer grid: four to each coarse bin, as in Fig. 13 of the paper. */
const fineBins = 96;

/** The experiment as published, with more starts. */
export const full: Settings = {
  sizes: [32, 64, 128],
  boundSize: 64,
  starts: 16,
  otherStarts: 4,
  runs: 200,
  draws: 1000,
  steps: 50,
  reportedSteps: [1, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50],
  // As in Fig. 14 of the paper.
  twoBinSteps: [2, 10, 20, 40],
  twoBinPairs: [
    [5, 5],
    [5, 6],
    [5, 12],
    [12, 13],
    [18, 23],
  ],
  fineBins,
  level: 0.95,
  simulate: ({ state, runs, ...request }) =>
    simulate(advectionDiffusion({ bins: fineBins }), {
      ...request,
      sequences: runs,
      initialStates: refineState(state, fineBins),
    }),
};

/** The same law, judged by fewer starts, simulations and draws. */
export const quick: Settings = { ...full, starts: 8, otherStarts: 2, runs: 50, draws: 300 };

/** Steps ahead of the profile figures. */
export const profileSteps = [5, 10, 20, 50] as const;

/** Steps ahead of the short profile figure. */
export const summarySteps = [5, 50] as const;

/** Steps ahead that tables list. */
export const tableSteps = [1, 5, 10, 20, 30, 50] as const;

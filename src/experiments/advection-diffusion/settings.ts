/** How large the experiment is. */
export interface Settings {
  /** Training sequences of each fit; the last one forecasts. */
  readonly sizes: readonly number[];
  /** The size whose bound is drawn, as in Fig. 10 of the paper. */
  readonly boundSize: number;
  /** Held-out starts from the family the law was trained on. */
  readonly starts: number;
  /** Starts of each kind the law was not trained on. */
  readonly otherStarts: number;
  /** Fine-grained simulations of each start. */
  readonly runs: number;
  /** Draws of each forecast. */
  readonly draws: number;
  /** Coarse steps of each forecast. */
  readonly steps: number;
}

/** The experiment as published, with more starts. */
export const full: Settings = {
  sizes: [32, 64, 128],
  boundSize: 64,
  starts: 16,
  otherStarts: 4,
  runs: 200,
  draws: 1000,
  steps: 50,
};

/** The same law, judged by fewer starts, simulations and draws. */
export const quick: Settings = { ...full, starts: 8, otherStarts: 2, runs: 50, draws: 300 };

/** Steps ahead that metrics and tables report. */
export const reportedSteps = [1, 2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50] as const;

/** Steps ahead of the profile figures. */
export const profileSteps = [5, 10, 20, 50] as const;

/** Steps ahead of the short profile figure. */
export const summarySteps = [5, 50] as const;

/** Steps ahead of the two-bin figure, as in Fig. 14 of the paper. */
export const twoBinSteps = [2, 10, 20, 40] as const;

/** Pairs of the 24 coarse bins of the two-bin figure, counted from 0. */
export const twoBinPairs: readonly (readonly [number, number])[] = [
  [5, 5],
  [5, 6],
  [5, 12],
  [12, 13],
  [18, 23],
];

/** Cells of the finer grid: four to each coarse bin, as in Fig. 13 of the paper. */
export const fineBins = 96;

/** Level of the intervals that are scored. */
export const level = 0.95;

/** What random numbers are for; each purpose has a range of seeds to itself. */
const purposes = { training: 0, starts: 1, truth: 2, forecast: 3 } as const;

const seedsOfPurpose = 1_000_000;

/** The seed of one of an experiment's simulations or forecasts. */
export function seedFor(seed: number, purpose: keyof typeof purposes, index = 0): number {
  return (seed * 4 + purposes[purpose]) * seedsOfPurpose + index;
}

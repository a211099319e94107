/** What random numbers are for; each purpose has a range of seeds to itself. */
const purposes = { runs: 0, forecast: 1 } as const;

const seedsOfPurpose = 1_000_000;

/** The seed of the runs or the forecasts of one start; the same for every model. */
export function seedFor(seed: number, purpose: keyof typeof purposes, start: number): number {
  return (2 * seed + purposes[purpose] + 1) * seedsOfPurpose + start;
}

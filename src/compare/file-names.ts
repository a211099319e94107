/** Names of the files of a comparison. */
export const comparisonFileNames = [
  "comparison.csv",
  "comparison.json",
  "figures/error-over-time.dark.svg",
  "figures/error-over-time.png",
  "figures/error-over-time.svg",
  "report.html",
] as const;

/** Name of one of them. */
export type ComparisonFileName = (typeof comparisonFileNames)[number];

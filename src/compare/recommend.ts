import type { Recommendation } from "./record.js";

/** Standard errors of the difference within which two models are tied. */
const tieWidth = 2;

const show = (value: number) => value.toPrecision(3);

/** A model with its scores, as far as they decide. */
export interface Ranked {
  readonly model: string;
  readonly given: string | null;
  readonly crps: number | null;
  readonly crpsOfStart: readonly (number | null)[];
  readonly steps: readonly { readonly diverged: number }[];
  readonly failure: null;
}

/** Models that have scores and models that failed, and what was scored. */
export interface Ranking {
  readonly models: readonly (Ranked | { readonly failure: object })[];
  readonly starts: number;
  readonly steps: number;
}

type Scored = Ranked & { readonly crps: number };

/**
 * Whether `other` is not worse than `best` by more than sampling error: the mean difference of their CRPS
 * over the same starts, against its standard error.
 */
function isTied(best: Ranked, other: Ranked): boolean {
  const differences = other.crpsOfStart.map(
    (crps, i) => Number(crps) - Number(best.crpsOfStart[i]),
  );
  const n = differences.length;
  if (n < 2) return false;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) * (d - mean), 0) / (n - 1);
  return mean <= tieWidth * Math.sqrt(variance / n);
}

const counted = (count: number, noun: string) =>
  count === 1 ? `one ${noun}` : `${count} ${noun}s`;

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** Draws that had left the finite numbers by the last step. */
function divergedOf({ steps }: Ranked): number {
  return steps.at(-1)?.diverged ?? 0;
}

/**
 * The model of the lowest CRPS; if draws of it diverged, which no CRPS shows, the lowest of those that are tied
 * with it and kept all of theirs, where there is one.
 */
function choose(field: readonly Scored[]): Scored {
  const [lowest, ...others] = field;
  const steady = others.filter((other) => divergedOf(other) === 0 && isTied(lowest, other));
  return divergedOf(lowest) > 0 && steady.length > 0 ? steady[0] : lowest;
}

function ties(tied: readonly Scored[], starts: number): string {
  if (starts < 2) return "; one start cannot tell how far sampling error reaches";
  if (tied.length === 0) return "; no other is within sampling error of it";
  const each = tied.map(({ model, crps }) => `${model} (${show(crps)})`);
  return `; ${listed(each)} ${tied.length > 1 ? "are" : "is"} within sampling error of it`;
}

function describeDiverged(entry: Ranked): string {
  const diverged = divergedOf(entry);
  return diverged === 0 ? "" : `, though ${diverged} of its draws diverged`;
}

/**
 * The model of the lowest mean CRPS over starts and steps, as {@link choose} sees it, among those that learn
 * from the data alone where there are any. A model that has a start without draws at some step has no such mean
 * and is not considered.
 *
 * @param unit of the CRPS
 */
export function recommend(
  { models, starts, steps }: Ranking,
  unit = "the mean density",
): Recommendation {
  const scored = models
    .filter((entry): entry is Scored => entry.failure === null && entry.crps !== null)
    .sort((a, b) => a.crps - b.crps);
  if (scored.length === 0) {
    const sentence =
      "No model is recommended: each failed, or lost every draw of a start before the last step.";
    return { model: null, tied: [], sentence };
  }
  const learned = scored.filter(({ given }) => given === null);
  const field = learned.length > 0 ? learned : scored;
  const best = choose(field);
  const tied = field.filter((other) => other !== best && isTied(best, other));
  const references = scored.filter(
    (entry) => !field.includes(entry) && entry.crps < best.crps && !isTied(entry, best),
  );
  const over = `over ${counted(steps, "step")} and ${counted(starts, "start")}`;
  const among =
    learned.length > 0 && learned.length < scored.length
      ? " of the models that learn from the data alone"
      : "";
  const rank =
    best === field[0]
      ? `is the lowest${among}${describeDiverged(best)}`
      : `is within sampling error of the lowest${among}, that of ${field[0].model}, of whose draws ${divergedOf(field[0])} diverged`;
  const better = references.map(
    ({ model, given, crps }) => `${model}, which is given ${given}, has ${show(crps)}`,
  );
  const sentence = `${best.model} is recommended: its CRPS ${over}, ${show(best.crps)} of ${unit}, ${rank}${ties(tied, starts)}${better.length > 0 ? `; ${listed(better)}` : ""}.`;
  return { model: best.model, tied: tied.map(({ model }) => model), sentence };
}

import { type Comparison, type Contestant, hasScores, type Recommendation } from "./record.js";

/** Standard errors of the difference within which two models are tied. */
const tieWidth = 2;

const show = (value: number) => value.toPrecision(3);

type Scored = Contestant & { readonly crps: number };

/**
 * Whether `other` is not worse than `best` by more than sampling error: the mean difference of their CRPS
 * over the same starts, against its standard error.
 */
function isTied(best: Contestant, other: Contestant): boolean {
  const differences = other.crpsOfStart.map(
    (crps, i) => Number(crps) - Number(best.crpsOfStart[i]),
  );
  const n = differences.length;
  if (n < 2) return false;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) * (d - mean), 0) / (n - 1);
  return mean <= tieWidth * Math.sqrt(variance / n);
}

function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function ties(tied: readonly Scored[], starts: number): string {
  if (starts < 2) return "; one start cannot tell how far sampling error reaches";
  if (tied.length === 0) return "; no other is within sampling error of it";
  const each = tied.map(({ model, crps }) => `${model} (${show(crps)})`);
  return `; ${listed(each)} ${tied.length > 1 ? "are" : "is"} within sampling error of it`;
}

/**
 * The model of the lowest mean CRPS over starts and steps, among those that learn from the data alone where
 * there are any. A model that has a start without draws at some step has no such mean and comes last.
 */
export function recommend({
  models,
  starts,
  steps,
}: Pick<Comparison, "models" | "starts" | "steps">): Recommendation {
  const scored = models
    .filter((entry): entry is Scored => hasScores(entry) && entry.crps !== null)
    .sort((a, b) => a.crps - b.crps);
  if (scored.length === 0) {
    const sentence =
      "No model is recommended: each failed, or lost every draw of a start before the last step.";
    return { model: null, tied: [], sentence };
  }
  const learned = scored.filter(({ given }) => given === null);
  const field = learned.length > 0 ? learned : scored;
  const [best, ...others] = field;
  const tied = others.filter((other) => isTied(best, other));
  const references = scored.filter(
    (entry) => !field.includes(entry) && entry.crps < best.crps && !isTied(entry, best),
  );
  const over = `over ${steps === 1 ? "one step" : `${steps} steps`} and ${starts === 1 ? "one start" : `${starts} starts`}`;
  const among = learned.length > 0 && learned.length < scored.length;
  const better = references.map(
    ({ model, given, crps }) => `${model}, which is given ${given}, has ${show(crps)}`,
  );
  const sentence = `${best.model} is recommended: its CRPS ${over}, ${show(best.crps)} of the mean density, is the lowest${among ? " of the models that learn from the data alone" : ""}${ties(tied, starts)}${better.length > 0 ? `; ${listed(better)}` : ""}.`;
  return { model: best.model, tied: tied.map(({ model }) => model), sentence };
}

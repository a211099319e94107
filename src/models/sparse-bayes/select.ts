import type { Dataset } from "../../dataset/dataset.js";
import { invalidParameter, isCoarsegrainError, throwIfAborted } from "../../errors.js";
import { instantiateKernel } from "../../kernel/load.js";
import type { RunControl } from "../../types.js";
import { logEvidence } from "./evidence.js";
import type { SparseBayesPosterior } from "./posterior.js";
import { sparseBayes } from "./sparse-bayes.js";

/** Parameters of one library that may be the law's, such as `{ range: 2, order: 2 }`. */
export interface Candidate {
  readonly [parameter: string]: unknown;
}

/** What became of a candidate; one that failed has `failure` in place of its evidence. */
export interface CandidateResult {
  readonly candidate: Candidate;
  /** Lower bound of the log evidence in nats; see {@link logEvidence}. */
  readonly evidence?: number;
  /** Evidence minus that of the best candidate. */
  readonly difference?: number;
  /** Features of the library, and those that the fit kept. */
  readonly features?: number;
  readonly active?: number;
  readonly iterations?: number;
  readonly converged?: boolean;
  readonly failure?: string;
  /** Time of the fit, where there is a clock. */
  readonly seconds?: number;
}

/** The candidates by evidence, the best first and failures last, and the posterior of the best. */
export interface Selection {
  readonly table: readonly CandidateResult[];
  readonly best: SparseBayesPosterior;
}

/** Options of {@link selectLaw}. */
export interface SelectOptions extends RunControl {
  readonly seed?: number;
  /** Milliseconds from any origin, to tell how long each fit took, such as `performance.now`. */
  readonly clock?: () => number;
}

/** `range=2 order=1`. */
export function describeCandidate(candidate: Candidate): string {
  return Object.entries(candidate)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/**
 * Fits every candidate to the same data and compares them by {@link logEvidence}. Evidence weighs fit against
 * size: a feature that the data do not ask for lowers it by 1.90 nats.
 *
 * Ordered and unordered pairs span the same laws. Their evidences differ by the prior alone, in which ordered
 * pairs charge each product of two different bins twice; between candidates that differ in `pairs` a
 * difference is no finding about the law. The same holds of two libraries that a law needs in part only: the
 * smaller one wins by what the larger one has to spare. Candidates that differ in `states` are one model, whose
 * evidence is bounded more or less closely.
 *
 * Features are eliminated as the candidate's own parameters say. Without it (`eliminate: 0`) the bound differs
 * by a few nats either way, since the two end at different optima of q.
 *
 * @throws InvalidParameter if there is no candidate; UnknownParameter, InvalidParameter for one that cannot
 *   be configured, before any fit; Interrupted if the signal fires; if every fit failed, what the first threw
 *
 * @example
 * const { table, best } = await selectLaw(data, [{ range: 1 }, { range: 2 }, { range: 3 }]);
 * table[0].candidate; // { range: 1 } for the system synthetic
 */
export async function selectLaw(
  data: Dataset,
  candidates: readonly Candidate[],
  options: SelectOptions = {},
): Promise<Selection> {
  if (candidates.length === 0) throw invalidParameter("candidates", "at least one", "none");
  const { seed = 0, signal, onProgress, clock } = options;
  const models = candidates.map(sparseBayes);
  const kernel = await instantiateKernel();
  const total = candidates.length;
  const results: CandidateResult[] = [];
  let best: { readonly posterior: SparseBayesPosterior; readonly evidence: number } | undefined;
  let firstFailure: unknown;
  for (const [done, candidate] of candidates.entries()) {
    throwIfAborted(signal, "the selection");
    const name = describeCandidate(candidate);
    onProgress?.({ phase: "select", done, total, detail: name });
    const start = clock?.();
    let result: CandidateResult;
    try {
      const posterior = await models[done].fit(data, {
        seed,
        signal,
        onProgress: ({ detail }) =>
          onProgress?.({ phase: "select", done, total, detail: `${name}: ${detail}` }),
      });
      const evidence = logEvidence(kernel, posterior);
      if (best === undefined || evidence > best.evidence) best = { posterior, evidence };
      result = {
        candidate,
        evidence,
        features: posterior.features.length,
        active: posterior.state.active.length,
        iterations: posterior.bound.length,
        converged: posterior.converged,
      };
    } catch (error) {
      if (!isCoarsegrainError(error) || error.tag === "Interrupted") throw error;
      firstFailure ??= error;
      result = { candidate, failure: error.message };
    }
    results.push(
      clock && start !== undefined ? { ...result, seconds: (clock() - start) / 1000 } : result,
    );
  }
  onProgress?.({ phase: "select", done: total, total });
  if (best === undefined) throw firstFailure;
  const { posterior, evidence: highest } = best;
  const table = results
    .map((row) =>
      row.evidence === undefined ? row : { ...row, difference: row.evidence - highest },
    )
    .sort((a, b) => rank(b) - rank(a));
  return { table, best: posterior };
}

function rank({ evidence = -Number.MAX_VALUE }: CandidateResult): number {
  return evidence;
}

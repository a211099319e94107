import { type Feature, type Library, libraryFeatures } from "../law/features.js";

/** A distinct product of neighbours. Ordered features repeat it, once for each order of its factors. */
export interface Term {
  /** The first feature that is this product. */
  readonly feature: Feature;
  /** How many features are this product. */
  readonly repeats: number;
}

/** The distinct products of a library, and which of them each feature is. */
export interface Terms {
  readonly features: readonly Feature[];
  readonly terms: readonly Term[];
  /** Index of the term of each feature, shape [feature]. */
  readonly termOf: readonly number[];
}

/**
 * Groups features that are equal for every state on `bins` periodic bins: `m=0,1` and `m=1,0`, and offsets
 * that differ by the number of bins. A regression on all of them would have equal columns and no unique
 * solution; the one of least norm gives each an equal share of the coefficient of their term.
 */
export function distinctTerms(library: Library, bins: number): Terms {
  const features = libraryFeatures(library);
  const place = new Map<string, number>();
  const members: Feature[][] = [];
  const termOf = features.map((feature) => {
    const wrapped = feature.offsets.map((m) => ((m % bins) + bins) % bins);
    const key = wrapped.sort((a, b) => a - b).join(",");
    const term = place.get(key) ?? members.length;
    if (term === members.length) {
      place.set(key, term);
      members.push([]);
    }
    members[term].push(feature);
    return term;
  });
  const terms = members.map((same) => ({ feature: same[0], repeats: same.length }));
  return { features, terms, termOf };
}

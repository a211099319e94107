/** A monomial in the neighbours of a bin: the product of X_{j+m} over its offsets m. */
export interface Feature {
  /** `m=-1` for X_{j-1}; `m=-1,1` for X_{j-1} X_{j+1}. */
  readonly name: string;
  readonly offsets: readonly number[];
}

/** Which second-order products are features. */
export type Pairs = "ordered" | "unordered";

function feature(...offsets: number[]): Feature {
  return { name: `m=${offsets.join(",")}`, offsets };
}

/**
 * The features of Eq. 3.1 and 3.2 of Felsberger & Koutsourelakis 2019: X_{j+m}, and at order 2 also
 * X_{j+m1} X_{j+m2}, for offsets within `range`. The paper counts ordered pairs: 2 range + 1 + (2 range
 * + 1)^2 features, 182 at range 6. Unordered pairs leave out the repetitions.
 */
export function polynomialFeatures(range: number, order: number, pairs: Pairs): Feature[] {
  const offsets = Array.from({ length: 2 * range + 1 }, (_, k) => k - range);
  const first = offsets.map((m) => feature(m));
  if (order < 2) return first;
  const second = offsets.flatMap((a) =>
    offsets.filter((b) => pairs === "ordered" || b >= a).map((b) => feature(a, b)),
  );
  return [...first, ...second];
}

/** Features as pairs of offsets into a row padded by `range`, the second -1 at first order. */
export function packOffsets(features: readonly Feature[], range: number): Int32Array {
  return Int32Array.from(
    features.flatMap(({ offsets: [a, b] }) => [a + range, b === undefined ? -1 : b + range]),
  );
}

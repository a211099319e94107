import { type Monomial, mostFactors } from "../../monomials.js";

/** A monomial in the neighbours of a bin: the product of X_{j+m} over its offsets m. */
export interface Feature {
  /** `m=-1` for X_{j-1}; `m=-1,1` for X_{j-1} X_{j+1}. */
  readonly name: string;
  readonly offsets: Monomial;
}

/** Which products of second and third order are features. */
export type Pairs = "ordered" | "unordered";

/** What a law may be made of. */
export interface Library {
  /** Offsets of the factors lie within so many bins. */
  readonly range: number;
  /** Highest order of the products. */
  readonly order: number;
  readonly pairs: Pairs;
  /** The features instead of those of range and order; none to have those. */
  readonly features: readonly Monomial[];
}

function feature(offsets: Monomial): Feature {
  return { name: `m=${offsets.join(",")}`, offsets };
}

/**
 * The features of Eq. 3.1 and 3.2 of Felsberger & Koutsourelakis 2019: X_{j+m}, at order 2 also
 * X_{j+m1} X_{j+m2}, at order 3 also products of three, for offsets within `range`. The paper counts ordered
 * pairs: 2 range + 1 + (2 range + 1)^2 features, 182 at range 6. Unordered ones leave out the repetitions.
 */
export function polynomialFeatures(range: number, order: number, pairs: Pairs): Feature[] {
  const offsets = Array.from({ length: 2 * range + 1 }, (_, k) => k - range);
  let products: number[][] = [[]];
  const features: Feature[] = [];
  for (let factors = 1; factors <= order; factors++) {
    products = products.flatMap((shorter) =>
      offsets
        .filter((m) => pairs === "ordered" || factors === 1 || m >= shorter[factors - 2])
        .map((m) => [...shorter, m]),
    );
    features.push(...products.map(feature));
  }
  return features;
}

/** The features of a library: the user's own, or all of its range and order. */
export function libraryFeatures({ range, order, pairs, features }: Library): Feature[] {
  return features.length > 0 ? features.map(feature) : polynomialFeatures(range, order, pairs);
}

/**
 * Features as the kernels take them: for each, {@link mostFactors} offsets into a row padded by `range`, -1
 * where there are fewer factors.
 */
export function packOffsets(features: readonly Feature[], range: number): Int32Array {
  return Int32Array.from(
    features.flatMap(({ offsets }) =>
      Array.from({ length: mostFactors }, (_, k) => (k < offsets.length ? offsets[k] + range : -1)),
    ),
  );
}

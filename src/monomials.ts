/**
 * A product of the neighbours of a bin, by their offsets m: `[-1, 1]` is X_{j-1} X_{j+1}, `[0, 0]` is X_j^2.
 */
export type Monomial = readonly number[];

/** A monomial and its coefficient in a polynomial. */
export type Term = readonly [Monomial, number];

/** Most factors of a monomial: as many as the kernels multiply. */
export const mostFactors = 4;

/** Most offset of a factor, in bins. */
export const mostOffset = 64;

/** Most monomials of a list. */
const mostMonomials = 4096;

/** Whether a value from outside is a monomial. */
export function isMonomial(value: unknown): value is Monomial {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= mostFactors &&
    value.every((m) => Number.isInteger(m) && Math.abs(m) <= mostOffset)
  );
}

/** Whether a value from outside is a list of monomials, each once. */
export function areMonomials(value: unknown): value is readonly Monomial[] {
  return (
    Array.isArray(value) &&
    value.length <= mostMonomials &&
    value.every(isMonomial) &&
    new Set(value.map(String)).size === value.length
  );
}

/** Whether a value from outside is a polynomial. */
export function isPolynomial(value: unknown): value is readonly Term[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((term) => Array.isArray(term) && term.length === 2 && Number.isFinite(term[1])) &&
    areMonomials(value.map(([monomial]) => monomial))
  );
}

/** `-1,0^2` as its offsets, or undefined. */
function parseMonomial(text: string): Monomial | undefined {
  const offsets: number[] = [];
  for (const factor of text.split(",")) {
    const [, m, power = "1"] = /^\s*(-?\d{1,3})\s*(?:\^\s*(\d))?\s*$/.exec(factor) ?? [];
    if (m === undefined || power === "0") return undefined;
    for (let p = 0; p < Number(power); p++) offsets.push(Number(m) + 0);
  }
  return offsets;
}

/** The parts of a list with `;` between them. */
function parts(text: string): string[] {
  return text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** `-1;0;-1,1;0^2`: monomials with `;` between them, their factors with `,`; undefined if it is none. */
export function parseMonomials(text: string): readonly Monomial[] | undefined {
  const monomials = parts(text).map(parseMonomial);
  return areMonomials(monomials) ? monomials : undefined;
}

/** `-1:0.5;1^2:-0.23`: monomials, each with its coefficient; undefined if it is none. */
export function parsePolynomial(text: string): readonly Term[] | undefined {
  const terms = parts(text).map((part) => {
    const [monomial, coefficient = ""] = part.split(":");
    const value = coefficient.trim() === "" ? Number.NaN : Number(coefficient);
    return [parseMonomial(monomial), value] as const;
  });
  return isPolynomial(terms) ? terms : undefined;
}

/** Monomials as {@link parseMonomials} reads them. */
export function formatMonomials(monomials: readonly Monomial[]): string {
  return monomials.map((monomial) => monomial.join(",")).join(";");
}

/** A polynomial as {@link parsePolynomial} reads it. */
export function formatPolynomial(terms: readonly Term[]): string {
  return terms.map(([monomial, coefficient]) => `${monomial.join(",")}:${coefficient}`).join(";");
}

/** The largest |m| among the factors: how far a law with these monomials reaches, in bins. */
export function reach(monomials: readonly Monomial[]): number {
  return monomials.flat().reduce((most, m) => Math.max(most, Math.abs(m)), 0);
}

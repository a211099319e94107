import type { Coefficient } from "../../models/model.js";

const signed = (value: number) => `${value < 0 ? "−" : "+"}\u202f${Math.abs(value).toFixed(3)}`;

/** A fraction in percent. */
export const percent = (fraction: number, digits = 1) => `${(100 * fraction).toFixed(digits)} %`;

/** A number with three decimals and a proper minus sign. */
export const decimal = (value: number) => value.toFixed(3).replace("-", "−");

/** `X_{j−1}` for `m=-1`, a product for `m=-1,1`. */
export function term(name: string): string {
  const factors = name
    .slice(2)
    .split(",")
    .map(Number)
    .map((m) => `*X*_{j${m === 0 ? "" : `${m < 0 ? "−" : "+"}${Math.abs(m)}`}}`);
  if (factors.length === 2 && factors[0] === factors[1]) return `${factors[0]}^{2}`;
  return factors.join("\u202f");
}

/** The active terms as a sum. */
export function sumOfTerms(coefficients: readonly Coefficient[]): string {
  return coefficients
    .filter(({ active }) => active)
    .map(({ name, mean }, i) => `${i === 0 ? decimal(mean) : signed(mean)}\u202f${term(name)}`)
    .join(" ");
}

/** The law as an equation, with the standard deviation of its noise. */
export function equation(coefficients: readonly Coefficient[], precision: number): string {
  const deviation = 1 / Math.sqrt(precision);
  return `*X*_{j}(*t* + Δ*t*) = ${sumOfTerms(coefficients)} + ${deviation.toFixed(3)} *ε*_{j}`;
}

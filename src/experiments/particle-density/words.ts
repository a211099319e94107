import { formatNumber } from "../../plot/text.js";

/** A fraction as a number of percent, to two digits that count. */
export function percents(fraction: number): string {
  if (!Number.isFinite(fraction)) return "diverged";
  const value = 100 * fraction;
  return value.toFixed(value >= 9.95 ? 0 : value >= 0.995 ? 1 : value >= 0.0995 ? 2 : 3);
}

/** A fraction in percent. */
export function percent(fraction: number): string {
  const number = percents(fraction);
  return Number.isFinite(fraction) ? `${number} %` : number;
}

/** A coverage in percent. */
export const covered = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;

/** The power of ten of a number other than 0. */
export function powerOfTen(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** A number of any size, with a power of ten where it is small. */
export function small(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const [lead, power] = value
    .toExponential(digits - 1)
    .split("e")
    .map(Number);
  if (power > -3 && power < 4) return formatNumber(value, digits);
  return `${formatNumber(lead, digits)}·10^{${`${power}`.replace("-", "−")}}`;
}

/** A whole number with its thousands apart. */
export function grouped(value: number): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

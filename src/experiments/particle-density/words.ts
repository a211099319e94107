import { formatNumber } from "../../plot/text.js";

/** A fraction in percent, with as many digits as are read; a dash where there is none. */
export function percent(fraction: number, digits = 2): string {
  if (!Number.isFinite(fraction)) return "diverged";
  return `${formatNumber(100 * fraction, digits)} %`;
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

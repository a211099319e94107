import { formatNumber } from "../../plot/text.js";

/** A fraction in percent, with as many digits as are read; a dash where there is none. */
export function percent(fraction: number, digits = 2): string {
  if (!Number.isFinite(fraction)) return "diverged";
  return `${formatNumber(100 * fraction, digits)} %`;
}

/** A coverage in percent. */
export const covered = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;

/** A number of any size, with a power of ten where it is small. */
export function small(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(Math.abs(value)));
  if (power > -3 && power < 4) return formatNumber(value, digits);
  const lead = formatNumber(value / 10 ** power, digits);
  return `${lead}·10^{${`${power}`.replace("-", "−")}}`;
}

/** A list in words. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

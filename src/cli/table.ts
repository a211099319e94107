/** A column of a {@link formatTable}: numbers stand to the right, words to the left. */
export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

/** Aligned columns, two spaces between them, without trailing spaces. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const titles = columns.map(({ title }) => title);
  const all = titles.some((title) => title !== "") ? [titles, ...rows] : rows;
  const widths = columns.map((_, c) => Math.max(0, ...all.map((row) => row[c].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => (columns[c].right ? cell.padStart(widths[c]) : cell.padEnd(widths[c])))
      .join("  ")
      .trimEnd();
  return all.map(line).join("\n");
}

/** A number of four significant digits, "-" where there is none. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e6)) return String(Number(value.toPrecision(4)));
  return value.toExponential(3);
}

/** A fraction as per cent. */
export function formatPercent(value: number | null): string {
  return value === null || !Number.isFinite(value) ? "-" : `${(100 * value).toFixed(1)} %`;
}

/** `indent` spaces before every line. */
export function indent(text: string, spaces = 2): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(spaces));
}

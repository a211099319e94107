import { renderPng } from "../plot/png.js";
import { themed } from "../plot/theme.js";
import { renderReport } from "../report/report.js";
import { comparisonCsv } from "./csv.js";
import { comparisonFigure } from "./figure.js";
import type { ComparisonFileName } from "./file-names.js";
import type { Comparison } from "./record.js";
import { type ComparisonReceipt, comparisonReport } from "./report.js";

/**
 * The files of a comparison by name: the record, a table, the figure on light and dark grounds and as a
 * picture, and the report. Node only.
 *
 * @throws InvalidData if no model has scores
 */
export function comparisonFiles(
  comparison: Comparison,
  receipt: ComparisonReceipt,
): Map<string, Uint8Array> {
  const figure = comparisonFigure(comparison);
  const record = { ...comparison, command: receipt.command, hashes: receipt.hashes };
  const contents: { readonly [name in ComparisonFileName]: string | Uint8Array } = {
    "comparison.csv": comparisonCsv(comparison),
    "comparison.json": `${JSON.stringify(record, null, 2)}\n`,
    "figures/error-over-time.dark.svg": themed(figure, "dark"),
    "figures/error-over-time.png": renderPng(figure, "light"),
    "figures/error-over-time.svg": themed(figure, "light"),
    "report.html": renderReport(comparisonReport(comparison, figure, receipt)),
  };
  const encoder = new TextEncoder();
  return new Map(
    Object.entries(contents).map(([name, content]) => [
      name,
      typeof content === "string" ? encoder.encode(content) : content,
    ]),
  );
}

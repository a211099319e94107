import { comparisonCsv } from "./csv.js";
import { encodeFiles } from "./encode-files.js";
import { comparisonFigure } from "./figure.js";
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
  return encodeFiles({
    csv: comparisonCsv(comparison),
    record,
    figure,
    report: comparisonReport(comparison, figure, receipt),
  });
}

import { encodeFiles } from "../encode-files.js";
import type { ComparisonReceipt } from "../report.js";
import { fieldComparisonCsv } from "./csv.js";
import { fieldComparisonFigure } from "./figure.js";
import type { FieldComparison } from "./record.js";
import { fieldComparisonReport } from "./report.js";

/**
 * The files of a comparison of models of fields by name, as those of walkers. Node only.
 *
 * @throws InvalidData if no model has scores
 */
export function fieldComparisonFiles(
  comparison: FieldComparison,
  receipt: ComparisonReceipt,
): Map<string, Uint8Array> {
  const figure = fieldComparisonFigure(comparison);
  return encodeFiles({
    csv: fieldComparisonCsv(comparison),
    record: { ...comparison, command: receipt.command, hashes: receipt.hashes },
    figure,
    report: fieldComparisonReport(comparison, figure, receipt),
  });
}

import { renderPng } from "../plot/png.js";
import { themed } from "../plot/theme.js";
import type { ReportRecord } from "../report/record.js";
import { renderReport } from "../report/report.js";
import type { ComparisonFileName } from "./file-names.js";

/** What the files of a comparison hold. */
export interface ComparisonContents {
  readonly csv: string;
  /** Plain data. */
  readonly record: object;
  /** SVG. */
  readonly figure: string;
  readonly report: ReportRecord;
}

/** The files of a comparison by name. Node only. */
export function encodeFiles({ csv, record, figure, report }: ComparisonContents) {
  const contents: { readonly [name in ComparisonFileName]: string | Uint8Array } = {
    "comparison.csv": csv,
    "comparison.json": `${JSON.stringify(record, null, 2)}\n`,
    "figures/error-over-time.dark.svg": themed(figure, "dark"),
    "figures/error-over-time.png": renderPng(figure, "light"),
    "figures/error-over-time.svg": themed(figure, "light"),
    "report.html": renderReport(report),
  };
  const encoder = new TextEncoder();
  return new Map(
    Object.entries(contents).map(([name, content]): [string, Uint8Array] => [
      name,
      typeof content === "string" ? encoder.encode(content) : content,
    ]),
  );
}

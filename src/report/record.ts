/** What a report is made of. The experiment writes the words; the report lays them out. */

/**
 * A text that may hold `*x*` for a variable, `^{2}` and `_{j}` for super- and subscripts. Everything else
 * is shown as it stands.
 */
export type Text = string;

/** A drawing with a caption that can be read without the text around it. */
export interface ReportFigure {
  /** SVG as the functions of `src/plot` give it. */
  readonly svg: string;
  readonly caption: Text;
}

/** A table; each row has an entry for each column, the first one heads the row. */
export interface ReportTable {
  readonly caption: Text;
  readonly columns: readonly { readonly title: Text; readonly number?: boolean }[];
  readonly rows: readonly (readonly Text[])[];
}

/** A section, laid out in the order of its fields. */
export interface ReportSection {
  readonly title: Text;
  readonly paragraphs?: readonly Text[];
  /** A displayed equation, after the paragraphs. */
  readonly equation?: Text;
  readonly figures?: readonly ReportFigure[];
  readonly tables?: readonly ReportTable[];
}

/** What made the report, so that it can be made again. */
export interface Receipt {
  readonly version: string;
  readonly command: string;
  readonly seed: number;
  /** Further facts, such as parameters or seconds, by name. */
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  /** SHA-256 of what the report was made from. */
  readonly hashes: readonly { readonly name: string; readonly sha256: string }[];
}

/** The whole report. */
export interface ReportRecord {
  readonly title: Text;
  /** One sentence: what was found, with its numbers. */
  readonly claim: Text;
  /** In reading order: the law, profiles, space-time, coefficients, bound, two-bin, calibration, scores. */
  readonly sections: readonly ReportSection[];
  /** What the results do not show, one point each. */
  readonly limits: readonly Text[];
  readonly receipt: Receipt;
}

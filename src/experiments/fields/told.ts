import type { ReportRecord } from "../../report/record.js";
import type { Data } from "./data.js";
import type { Results } from "./evaluate.js";
import type { Drawings } from "./figures.js";
import type { FieldProblem, FormPlan, Sizes } from "./problem.js";

/** What a report is told from. */
export interface Told {
  readonly problem: FieldProblem;
  readonly sizes: Sizes;
  readonly quick: boolean;
  readonly data: Data;
  readonly results: Results;
  /** Whose forecast is drawn. */
  readonly shown: FormPlan;
  readonly drawings: Drawings;
  readonly receipt: ReportRecord["receipt"];
}

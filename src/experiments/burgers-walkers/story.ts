import type { ReportRecord } from "../../report/record.js";
import type { Drawings } from "./figures.js";
import type { Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import { comparisonTable, lawTable, otherDataTable, scoreTable, twoBinTable } from "./tables.js";
import type { Trainings } from "./train.js";

export function tellStory(
  trainings: Trainings,
  evaluations: Evaluations,
  drawings: Drawings,
  settings: Settings,
  receipt: ReportRecord["receipt"],
): ReportRecord {
  const d = drawings;
  return {
    title: "Burgers",
    claim: "draft",
    sections: [
      {
        title: "All",
        tables: [
          lawTable(trainings),
          otherDataTable(trainings, evaluations, settings),
          scoreTable(evaluations, settings),
          comparisonTable(evaluations, settings),
          twoBinTable(evaluations, settings),
        ],
        figures: Object.values(d).map((svg) => ({ svg, caption: "x" })),
      },
    ],
    limits: ["x"],
    receipt,
  };
}

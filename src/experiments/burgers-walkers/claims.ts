import type { ReportTable } from "../../report/record.js";
import { percent } from "../walkers/law-text.js";
import { mean, onCoarse, summarise } from "../walkers/summary.js";
import { withSortedNames } from "./products.js";
import type { Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";

/** Claims of section 3.3 of the paper, and what this run has to say of each. */
export function paperTable(
  { chosen }: Trainings,
  { smooth, shock }: Evaluations,
  settings: Settings,
): ReportTable {
  const { steps, twoBinSteps } = settings;
  const active = withSortedNames(chosen.posterior.coefficients).filter(({ active: on }) => on);
  const right = active.filter(({ name }) =>
    name
      .slice(2)
      .split(",")
      .some((m) => Number(m) > 0),
  );
  const [smoothEnd, shockEnd] = [smooth, shock].map(({ evaluation }) =>
    summarise([evaluation], onCoarse, steps),
  );
  const pairs = [shock.evaluation.twoBinCoarse, shock.evaluation.twoBinFine].flatMap((scores) =>
    twoBinSteps.map((step) =>
      mean(scores.filter((s) => s.step === step - 1).map(({ coverage }) => coverage)),
    ),
  );
  const verdict = (holds: boolean) => (holds ? "yes" : "no");
  return {
    caption:
      "What section 3.3 of the paper reports, and whether it holds here. The thresholds are this report's own.",
    columns: [{ title: "claim" }, { title: "holds" }, { title: "here" }],
    rows: [
      ["a few of the 132 terms are active", verdict(active.length <= 8), `${active.length} terms`],
      [
        "the active ones are those of *X*_{j−1} and *X*_{j+1}, as in the Lax–Friedrichs scheme",
        verdict(right.length > 0 && !active.some(({ name }) => name === "m=0")),
        `${right.length === 0 ? "no term" : `${right.length} of the terms`} to the right of bin *j*; those of the upwind scheme instead`,
      ],
      [
        `a smooth profile is predicted to ${steps} Δ*t* within the intervals`,
        verdict(smoothEnd.coverage >= 0.9),
        `error ${percent(smoothEnd.relativeError)}, coverage ${percent(smoothEnd.coverage)}`,
      ],
      [
        `the shock is followed to ${steps} Δ*t* and enveloped by the intervals`,
        verdict(shockEnd.coverage >= 0.9),
        `error ${percent(shockEnd.relativeError)}, coverage ${percent(shockEnd.coverage)}: in place, but lower and wider`,
      ],
      [
        "two-bin probabilities are predicted",
        verdict(Math.min(...pairs) >= 0.9),
        `coverage ${percent(Math.min(...pairs))} to ${percent(Math.max(...pairs))}`,
      ],
      [
        "intervals are wider on finer bins",
        verdict(shock.evaluation.fineScores[0].width > shock.evaluation.coarseScores[0].width),
        `mean width ${shock.evaluation.coarseScores[0].width.toFixed(2)} of the mean density on 24 bins, ${shock.evaluation.fineScores[0].width.toFixed(2)} on ${settings.fineBins}, after one step`,
      ],
    ],
  };
}

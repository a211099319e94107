import type { ReportTable } from "../../report/record.js";
import { percent } from "../walkers/law-text.js";
import { mean, onCoarse, onFine, summarise } from "../walkers/summary.js";
import { boundAscends, negligible, recovery, stateErrors } from "./findings.js";
import type { Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";

/** Largest root mean square error that counts as recovered, and largest 1/<v> that counts as very small. */
const recovered = 0.01;
const verySmall = 3e-4;

const verdict = (holds: boolean, partly = false) => (holds ? "yes" : partly ? "in part" : "no");
const range = (values: readonly number[]) =>
  `${percent(Math.min(...values))} to ${percent(Math.max(...values))}`;
const falls = (values: readonly number[]) => values.every((x, i) => i === 0 || x <= values[i - 1]);

/** Claims about the law: what is found, what is switched off, how the fit proceeds. */
function lawRows(trainings: Trainings): string[][] {
  const { system, bySize, chosen } = trainings;
  const found = bySize.map((training) => recovery(system, training));
  const errors = found.map(({ rmse }) => rmse);
  const noise = found.map(({ noise }) => noise);
  const states = stateErrors(trainings, chosen.posterior);
  const counts = Math.sqrt(system.grid.bins / system.walkers);
  return [
    [
      "the four coefficients are recovered at each *N*",
      verdict(Math.max(...errors) <= recovered),
      `root mean square error ${errors.map((x) => x.toFixed(4)).join(", ")}`,
    ],
    [
      "more data make them more accurate",
      verdict(falls(errors), errors[errors.length - 1] < errors[0]),
      `from *N* = ${bySize[0].sequences} to ${bySize[bySize.length - 1].sequences} by a factor of ${(errors[0] / errors[errors.length - 1]).toFixed(1)}, in one draw of the data`,
    ],
    [
      `the other ${found[0].zeros} are set to zero`,
      verdict(found.every(({ spurious }) => spurious === 0)),
      `${found.map(({ spurious }) => spurious).join(", ")} with a mean beyond ${negligible}; besides what the prior switches off, features less than ${chosen.posterior.parameters.eliminate} standard deviations from zero are dropped`,
    ],
    [
      "1/⟨*v*⟩ converges to very small values near 0",
      verdict(Math.max(...noise) <= verySmall, Math.min(...noise) <= verySmall),
      `a noise of standard deviation ${noise.map((x) => Math.sqrt(x).toFixed(3)).join(", ")} in log density, where the walkers of one bin leave ${counts.toFixed(2)}`,
    ],
    [
      "the bound ascends",
      verdict(bySize.every(({ posterior }) => boundAscends(posterior))),
      "as long as the features stay the same; dropping some may lower it",
    ],
    [
      "inferred states agree with the true ones, with tight bounds",
      verdict(states.error < counts / 5 && states.deviation < counts / 5),
      `off by ${states.error.toFixed(3)}, posterior standard deviation ${states.deviation.toFixed(3)} (root mean squares over all bursts)`,
    ],
  ];
}

/** Claims about forecasts. */
function forecastRows({ heldOut, peak }: Evaluations, settings: Settings): string[][] {
  const { reportedSteps, fineBins, twoBinSteps } = settings;
  const [coarse, fine] = [onCoarse, onFine].map((scores) =>
    reportedSteps.map((step) => summarise(heldOut, scores, step)),
  );
  const covered = [...coarse, ...fine].map(({ coverage }) => coverage);
  const atPeak = [...peak.coarseScores, ...peak.fineScores].map(({ coverage }) => coverage);
  const worst = Math.max(...peak.coarseScores.map(({ relativeError }) => relativeError));
  const pairs = twoBinSteps.flatMap((step) =>
    (["twoBinCoarse", "twoBinFine"] as const).map((which) =>
      mean(
        heldOut.flatMap((evaluation) =>
          evaluation[which].filter((s) => s.step === step - 1).map(({ coverage }) => coverage),
        ),
      ),
    ),
  );
  const widths = [coarse[0], fine[0]].map(({ width }) => width);
  return [
    [
      "95 % intervals almost always hold the reference",
      verdict(Math.min(...covered) >= 0.93),
      `coverage ${range(covered)} up to ${settings.steps} Δ*t*`,
    ],
    [
      "even from a start with all walkers in one bin",
      "no",
      `the true law itself diverges from there; from a peak of nine times the density of the other bins error at most ${percent(worst)}, coverage ${range(atPeak)}`,
    ],
    [
      `intervals are wider on ${fineBins} bins`,
      verdict(widths[1] > widths[0]),
      `mean width ${widths[0].toFixed(2)} of the mean density on 24 bins, ${widths[1].toFixed(2)} on ${fineBins}, after one step`,
    ],
    [
      "two-bin probabilities are predicted on both",
      verdict(Math.min(...pairs) >= 0.9),
      `coverage ${range(pairs)} over the steps of Fig. 9`,
    ],
  ];
}

/** Claims of section 3.1 of the paper, and what this run has to say of each. */
export function paperTable(
  trainings: Trainings,
  evaluations: Evaluations,
  settings: Settings,
): ReportTable {
  return {
    caption:
      "What section 3.1 of the paper reports, and whether it holds here. The thresholds are this report's own.",
    columns: [{ title: "claim" }, { title: "holds" }, { title: "here" }],
    rows: [...lawRows(trainings), ...forecastRows(evaluations, settings)],
  };
}

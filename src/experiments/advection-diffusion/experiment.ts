import { renderReport } from "../../report/report.js";
import type { Experiment, ExperimentContext, ExperimentResult } from "../experiment.js";
import { persistence } from "../walkers/evaluate.js";
import { receiptOf } from "../walkers/receipt.js";
import { standalone } from "../walkers/standalone.js";
import { exactLaw } from "./exact-law.js";
import { draw } from "./figures.js";
import { buildMetrics } from "./metrics.js";
import { full, quick } from "./settings.js";
import { evaluateStarts } from "./starts.js";
import { type Drawings, tellStory } from "./story.js";
import { train } from "./train.js";

const name = "advection-diffusion";
/** File names of the figures; the numbers are those of the paper. */
const files: { readonly [drawing in keyof Drawings]: string } = {
  bound: "fig-10-bound",
  coefficients: "fig-11-coefficients",
  profiles: "fig-12-13-profiles",
  twoBin: "fig-14-two-bin",
  spaceTime: "space-time",
  calibration: "calibration",
  errorOverTime: "error-over-time",
  block: "profiles-block",
  summary: "forecast",
};

async function run(context: ExperimentContext): Promise<ExperimentResult> {
  const { now } = context;
  const settings = context.quick ? quick : full;
  const begin = now();
  const trainings = await train(context, settings);
  const trained = now();
  const { chosen, unabridged } = trainings;
  const evaluations = await evaluateStarts(context, settings, {
    learned: chosen.posterior,
    rivals: { unabridged },
    references: { persistence, "exact-law": exactLaw(trainings.system) },
  });
  const evaluated = now();
  const drawings = draw(trainings, evaluations, settings);
  const seconds = {
    simulate: trainings.simulateSeconds,
    fit: trained - begin - trainings.simulateSeconds,
    forecast: evaluated - trained,
    total: now() - begin,
  };
  const receipt = await receiptOf(name, context, trainings.system, trainings.chosen);
  const report = renderReport(tellStory(trainings, evaluations, drawings, settings, receipt));
  const named = Object.entries(files).map(([drawing, file]) => {
    return [file, drawings[drawing as keyof Drawings]] as const;
  });
  return {
    metrics: buildMetrics(context, settings, trainings, evaluations, seconds),
    report,
    figures: standalone(Object.fromEntries(named)),
  };
}

/**
 * Section 3.2 of Felsberger & Koutsourelakis 2019: independent walkers, 182 features, and Fig. 10 to 14.
 */
export const advectionDiffusionExperiment: Experiment = {
  name,
  summary:
    "independent random walkers: the law found among 182 terms, forecasts to 50 coarse steps (2019 paper, Fig. 10-14)",
  run,
};

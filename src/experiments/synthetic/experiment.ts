import { instantiateKernel } from "../../kernel/load.js";
import { renderReport } from "../../report/report.js";
import { runCalibration } from "../calibration/part.js";
import type { Experiment, ExperimentContext, ExperimentResult } from "../experiment.js";
import { persistence } from "../walkers/evaluate.js";
import { receiptOf } from "../walkers/receipt.js";
import { standalone } from "../walkers/standalone.js";
import { draw } from "./figures.js";
import { buildMetrics } from "./metrics.js";
import { full, quick } from "./settings.js";
import { evaluateStarts } from "./starts.js";
import { tellStory } from "./story.js";
import { train } from "./train.js";
import { trueLaw } from "./true-law.js";

const name = "synthetic";

async function run(context: ExperimentContext): Promise<ExperimentResult> {
  const { now } = context;
  const settings = context.quick ? quick : full;
  const begin = now();
  const trainings = await train(context, settings);
  const trained = now();
  const evaluations = await evaluateStarts(context, settings, {
    learned: trainings.chosen.posterior,
    references: { persistence, "true-law": trueLaw(await instantiateKernel(), trainings.system) },
  });
  const evaluated = now();
  const calibration = await runCalibration(context);
  const drawings = draw(trainings, evaluations, settings);
  const seconds = {
    simulate: trainings.simulateSeconds,
    fit: trained - begin - trainings.simulateSeconds,
    forecast: evaluated - trained,
    total: now() - begin,
  };
  const receipt = await receiptOf(name, context, trainings.system, trainings.chosen);
  const report = renderReport(
    tellStory(trainings, evaluations, calibration, drawings, settings, receipt),
  );
  return {
    metrics: buildMetrics(context, settings, trainings, evaluations, calibration.metrics, seconds),
    report,
    figures: standalone({ ...drawings, ...calibration.drawings }),
  };
}

/** Section 3.1 of Felsberger & Koutsourelakis 2019: a known law is found again, and Fig. 2 to 9. */
export const syntheticExperiment: Experiment = {
  name,
  summary:
    "a law that is known: found again among 30 terms, forecasts to 8 coarse steps, calibration over 200 data sets (2019 paper, Fig. 2-9)",
  run,
};

import { renderReport } from "../../report/report.js";
import type { Experiment, ExperimentContext, ExperimentResult } from "../experiment.js";
import { receiptOf } from "../walkers/receipt.js";
import { standalone } from "../walkers/standalone.js";
import { makeData } from "./data.js";
import { type Drawings, draw } from "./figures.js";
import { buildMetrics } from "./metrics.js";
import { judge } from "./results.js";
import { full, quick } from "./settings.js";
import { coverageByForm } from "./state-coverage.js";
import { tellStory } from "./story.js";
import { train } from "./train.js";

const name = "particle-density";

/** File names of the figures; the numbers are those of the paper. */
const files: { readonly [drawing in keyof Drawings]: string } = {
  spaceTime: "fig-1-space-time",
  inferred: "fig-2-inferred-profiles",
  predicted: "fig-3-predicted-profiles",
  mass: "fig-4-mass",
  size: "error-against-n",
  stateCalibration: "state-calibration",
  errorOverTime: "error-over-time",
};

async function run(context: ExperimentContext): Promise<ExperimentResult> {
  const { now, seed } = context;
  const settings = context.quick ? quick : full;
  const begin = now();
  const data = await makeData(context, settings);
  const made = now();
  const fits = await train(context, settings, data);
  const trained = now();
  const results = await judge(context, settings, data, fits);
  const evaluated = now();
  const coverages = coverageByForm(fits.deep, data, settings);
  const drawings = draw(settings, data, results, coverages, seed);
  const receipt = await receiptOf(name, context, data.system, {
    data: data.training,
    posterior: fits.deep[0].posterior,
  });
  const report = renderReport(
    tellStory({ settings, data, fits, results, coverages, drawings, receipt }),
  );
  const named = Object.entries(files).map(([drawing, file]) => {
    return [file, drawings[drawing as keyof Drawings]] as const;
  });
  const figures = standalone(Object.fromEntries(named));
  const seconds = {
    simulate: made - begin,
    fit: trained - made,
    forecast: evaluated - trained,
    total: now() - begin,
  };
  return {
    metrics: buildMetrics(context, settings, data, fits, results, coverages, seconds),
    report,
    figures,
  };
}

/** Section 3 of Kaltenbach & Koutsourelakis 2020: a deep law with virtual observables, and Fig. 1 to 4. */
export const particleDensityExperiment: Experiment = {
  name,
  summary:
    "250 000 random walkers: a deep law with mass as a virtual observable, forecasts to 100 coarse steps beside linear laws (2020 paper, Fig. 1-4)",
  run,
};

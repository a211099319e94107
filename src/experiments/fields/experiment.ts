import { digestFields } from "../../dataset/field-digest.js";
import { renderReport } from "../../report/report.js";
import { digestGroup } from "../../store/digest.js";
import type { Experiment, ExperimentContext, ExperimentResult } from "../experiment.js";
import { standalone } from "../walkers/standalone.js";
import { type Data, makeData } from "./data.js";
import { evaluate, forecastTest } from "./evaluate.js";
import { draw } from "./figures.js";
import type { Shown } from "./illustrate.js";
import { buildMetrics } from "./metrics.js";
import type { FieldProblem, Sizes } from "./problem.js";
import { tellStory } from "./story.js";
import { type Fits, train } from "./train.js";

/** The forecast of a test trajectory that is drawn: of the first form that is not all diverged by the end of the training time. */
async function show(
  context: ExperimentContext,
  problem: FieldProblem,
  { draws }: Sizes,
  { tests: [set] }: Data,
  { main }: Fits,
): Promise<Shown> {
  const forecasts: Shown[] = [];
  for (const fit of main) {
    const ensemble = await forecastTest(context, fit.posterior, set, 0, draws);
    const shown = { problem, set, index: 0, fit, ensemble };
    if (ensemble.divergedBy(problem.errorTimes - 1) < draws) return shown;
    forecasts.push(shown);
  }
  return forecasts[0];
}

/** Simulates, fits, forecasts and tells the story of a problem, in given sizes. */
export async function runFieldProblem(
  problem: FieldProblem,
  sizes: Sizes,
  context: ExperimentContext,
): Promise<ExperimentResult> {
  const { now, seed, quick, version } = context;
  const begin = now();
  const data = await makeData(context, problem, sizes);
  const made = now();
  const fits = await train(context, sizes, data);
  const trained = now();
  const results = await evaluate(context, problem, sizes, data, fits);
  const judged = now();
  const shown = await show(context, problem, sizes, data, fits);
  const { fit } = shown;
  const drawings = draw(problem, sizes, data, results, shown);
  const receipt = {
    version,
    command: `coarsegrain reproduce ${problem.name} --seed ${seed}${quick ? " --quick" : ""}`,
    seed,
    facts: [
      { name: "system", value: JSON.stringify(problem.system().parameters) },
      { name: "model", value: JSON.stringify(fit.posterior.provenance.parameters) },
    ],
    hashes: [
      {
        name: `training data, ${data.source.sequences} trajectories`,
        sha256: await digestFields(data.source),
      },
      { name: "posterior", sha256: await digestGroup(fit.posterior.toGroup()) },
    ],
  };
  const report = renderReport(
    tellStory({ problem, sizes, quick, data, results, shown: fit.plan, drawings, receipt }),
  );
  const seconds = {
    simulate: made - begin,
    fit: trained - made,
    forecast: judged - trained,
    total: now() - begin,
  };
  return {
    metrics: buildMetrics(context, problem, sizes, data, fits, results, seconds),
    report,
    figures: standalone(drawings),
  };
}

/** The line of the registry for a problem. */
export function fieldExperiment(problem: FieldProblem): Experiment {
  const { name, summary } = problem;
  return {
    name,
    summary,
    run: (context) =>
      runFieldProblem(problem, context.quick ? problem.quick : problem.full, context),
  };
}

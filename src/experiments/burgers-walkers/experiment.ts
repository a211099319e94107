import { instantiateKernel } from "../../kernel/load.js";
import { renderReport } from "../../report/report.js";
import type { Experiment, ExperimentContext, ExperimentResult } from "../experiment.js";
import { persistence } from "../walkers/evaluate.js";
import { receiptOf } from "../walkers/receipt.js";
import { standalone } from "../walkers/standalone.js";
import { type Drawings, draw } from "./figures.js";
import { buildMetrics } from "./metrics.js";
import { expandedReference, schemeReference } from "./references.js";
import { courantNumber, laxFriedrichs, upwind } from "./schemes.js";
import { full, quick } from "./settings.js";
import { evaluateStarts } from "./starts.js";
import { tellStory } from "./story.js";
import { type Trainings, train } from "./train.js";

const name = "burgers-walkers";

/** File names of the figures; the numbers are those of the paper. */
const files: { readonly [drawing in keyof Drawings]: string } = {
  bound: "fig-15-bound",
  coefficients: "fig-16-coefficients",
  smooth: "fig-17-smooth",
  shock: "fig-18-shock",
  twoBin: "fig-19-two-bin",
  spaceTime: "space-time",
  errorOverTime: "error-over-time",
  calibration: "calibration",
  wave: "profiles-wave",
  summary: "forecast",
};

/** What forecasts the starts. */
async function forecasters({ chosen, unabridged, equation, others, system }: Trainings) {
  const kernel = await instantiateKernel();
  const a = courantNumber(system);
  const same = others.filter(({ sameWalkers }) => sameWalkers);
  return {
    learned: chosen.posterior,
    rivals: {
      unabridged,
      "finite-volume": equation,
      ...Object.fromEntries(same.map((other) => [other.name, other.posterior])),
    },
    references: {
      persistence,
      upwind: schemeReference(upwind(a)),
      "upwind-second-order": expandedReference(kernel, upwind(a)),
      "lax-friedrichs": schemeReference(laxFriedrichs(a)),
    },
  };
}

async function run(context: ExperimentContext): Promise<ExperimentResult> {
  const { now } = context;
  const settings = context.quick ? quick : full;
  const begin = now();
  const trainings = await train(context, settings);
  const trained = now();
  const evaluations = await evaluateStarts(context, settings, await forecasters(trainings));
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
 * Section 3.3 of Felsberger & Koutsourelakis 2019: walkers that interact, 132 features, and Fig. 15 to 19.
 */
export const burgersWalkersExperiment: Experiment = {
  name,
  summary:
    "walkers that drift with their density: a law of the inviscid Burgers equation among 132 terms, forecasts of a shock (2019 paper, Fig. 15-19)",
  run,
};

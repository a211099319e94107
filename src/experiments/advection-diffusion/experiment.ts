import { digestDataset } from "../../dataset/digest.js";
import { renderPng } from "../../plot/png.js";
import { themed } from "../../plot/theme.js";
import { renderReport } from "../../report/report.js";
import { digestGroup } from "../../store/digest.js";
import type {
  Experiment,
  ExperimentContext,
  ExperimentFigure,
  ExperimentResult,
} from "../experiment.js";
import { exactResponses } from "./evaluate.js";
import {
  drawBound,
  drawCalibration,
  drawCoefficients,
  drawErrorOverTime,
  drawProfiles,
  drawSpaceTime,
  drawTwoBin,
} from "./figures.js";
import { buildMetrics } from "./metrics.js";
import { full, quick, type Settings, summarySteps } from "./settings.js";
import { type Evaluations, evaluateStarts } from "./starts.js";
import { type Drawings, tellStory } from "./story.js";
import { type Trainings, train } from "./train.js";

const name = "advection-diffusion";

function draw(trainings: Trainings, evaluations: Evaluations, settings: Settings): Drawings {
  return {
    profiles: drawProfiles(evaluations.shown),
    spaceTime: drawSpaceTime(evaluations.shown),
    coefficients: drawCoefficients(trainings),
    bound: drawBound(trainings, settings),
    twoBin: drawTwoBin(evaluations, settings),
    calibration: drawCalibration(evaluations),
    errorOverTime: drawErrorOverTime(evaluations, settings.steps),
    block: drawProfiles(evaluations.block),
    summary: drawProfiles(evaluations.shown, summarySteps),
  };
}

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

/** A drawing as files that stand alone, on a light and on a dark ground. */
function standalone(svg: string): Omit<ExperimentFigure, "name"> {
  return {
    svg: themed(svg, "light"),
    svgDark: themed(svg, "dark"),
    png: renderPng(svg, "light"),
  };
}

async function run(context: ExperimentContext): Promise<ExperimentResult> {
  const { now, seed, version } = context;
  const settings = context.quick ? quick : full;
  const begin = now();
  const trainings = await train(context, settings);
  const trained = now();
  const { chosen, unabridged } = trainings;
  const responses = exactResponses(trainings.system, settings.steps);
  const laws = { learned: chosen.posterior, unabridged, responses };
  const evaluations = await evaluateStarts(context, settings, laws);
  const evaluated = now();
  const drawings = draw(trainings, evaluations, settings);
  const seconds = {
    simulate: trainings.simulateSeconds,
    fit: trained - begin - trainings.simulateSeconds,
    forecast: evaluated - trained,
    total: now() - begin,
  };
  const { data, posterior } = chosen;
  const report = renderReport(
    tellStory(trainings, evaluations, drawings, settings, {
      version,
      command: `coarsegrain reproduce ${name} --seed ${seed}${context.quick ? " --quick" : ""}`,
      seed,
      facts: [
        { name: "system", value: JSON.stringify(trainings.system.parameters) },
        { name: "model", value: JSON.stringify(posterior.parameters) },
      ],
      hashes: [
        { name: `training data, N = ${data.sequences}`, sha256: await digestDataset(data) },
        { name: "posterior", sha256: await digestGroup(posterior.toGroup()) },
      ],
    }),
  );
  const figures: ExperimentFigure[] = Object.entries(files).map(([drawing, file]) => ({
    name: file,
    ...standalone(drawings[drawing as keyof Drawings]),
  }));
  return { metrics: buildMetrics(context, trainings, evaluations, seconds), report, figures };
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

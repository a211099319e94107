import { stateIntervals, type TraceLine, trace } from "../../plot/figures.js";
import {
  drawBound,
  drawCalibration,
  drawCoefficients,
  drawErrorOverTime,
  drawProfiles,
  drawTwoBin,
} from "../walkers/figures.js";
import { inferredState } from "./findings.js";
import { profileSteps, type Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Training, Trainings } from "./train.js";
import { trueCoefficients } from "./true-law.js";

/** The drawings of the report, by the names of their files; the numbers are those of the paper. */
export interface Drawings {
  readonly "fig-2-first-order": string;
  readonly "fig-3-second-order": string;
  readonly "fig-4-noise": string;
  readonly "fig-5-bound": string;
  readonly "fig-6-states": string;
  readonly "fig-7-8-profiles": string;
  readonly "fig-7-8-peak": string;
  readonly "fig-9-two-bin": string;
  readonly coefficients: string;
  readonly calibration: string;
  readonly "error-over-time": string;
}

const isProduct = (name: string) => name.includes(",");

/** How far some coefficients of a fit are from the truth, against iteration; those of the true law are named. */
function errorLines(
  { posterior, path }: Training,
  truth: ReadonlyMap<string, number>,
  wanted: (name: string) => boolean,
): TraceLine[] {
  return posterior.coefficients.flatMap(({ name }, l) => {
    if (!wanted(name)) return [];
    const value = truth.get(name) as number;
    const main = value !== 0;
    const values = path.map(({ coefficients }) => coefficients[l] - value);
    return [{ values, main, ...(main ? { label: name.slice(2).replaceAll("-", "−") } : {}) }];
  });
}

/** Fig. 2 and 3: coefficients against iteration, less their true values, for each amount of data. */
function drawPath({ system, bySize }: Trainings, products: boolean): string {
  const names = bySize[0].posterior.coefficients.map(({ name }) => name);
  const truth = trueCoefficients(system, names);
  return trace({
    scale: "linear",
    quantityLabel: "*θ* − true value",
    panels: bySize.map((training) => ({
      title: `*N* = ${training.sequences}`,
      lines: errorLines(training, truth, (name) => isProduct(name) === products),
      references: [0],
    })),
  });
}

/** Fig. 4: the reciprocal of the mean precision, by our updates and by the paper's. */
function drawNoise({ bySize, plain }: Trainings): string {
  const line = ({ path, sequences }: Training): TraceLine => ({
    values: path.map(({ precision }) => 1 / precision[0]),
    main: true,
    series: {
      index: bySize.findIndex((training) => training.sequences === sequences),
      label: `*N* = ${sequences}`,
    },
  });
  return trace({
    scale: "log",
    quantityLabel: "1 / mean of *v*",
    panels: [
      { title: "accelerated updates", lines: bySize.map(line), references: [] },
      { title: "the paper’s updates", lines: [line(plain)], references: [] },
    ],
  });
}

/** Fig. 6: an inferred state with its intervals, and less the true one. */
function drawStates(trainings: Trainings): string {
  const { chosen, system } = trainings;
  const state = inferredState(trainings, chosen.posterior, 0);
  const { mean, lower, upper, truth } = state;
  const less = (values: Float64Array) => values.map((x, j) => x - truth[j]);
  return stateIntervals({
    domain: system.grid.domain,
    spaceLabel: "position *y*",
    panels: [
      { title: "coarse state", quantityLabel: "*X*", ...state },
      {
        title: "less the true state",
        quantityLabel: "*X* − true *X*",
        mean: less(mean),
        lower: less(lower),
        upper: less(upper),
        truth: less(truth),
      },
    ],
  });
}

/** The drawings of the report. */
export function draw(trainings: Trainings, evaluations: Evaluations, settings: Settings): Drawings {
  const { bySize, chosen, plain, system } = trainings;
  const names = chosen.posterior.coefficients.map(({ name }) => name);
  const { heldOut, shown, peakShown } = evaluations;
  const horizons = [
    { title: "1–4 Δ*t*", from: 1, to: 4 },
    { title: "5–8 Δ*t*", from: 5, to: 8 },
  ];
  return {
    "fig-2-first-order": drawPath(trainings, false),
    "fig-3-second-order": drawPath(trainings, true),
    "fig-4-noise": drawNoise(trainings),
    "fig-5-bound": drawBound([chosen.posterior, plain.posterior]),
    "fig-6-states": drawStates(trainings),
    "fig-7-8-profiles": drawProfiles(settings, shown, profileSteps),
    "fig-7-8-peak": drawProfiles(settings, peakShown, profileSteps),
    "fig-9-two-bin": drawTwoBin(settings, heldOut[0]),
    coefficients: drawCoefficients(bySize, {
      label: "true coefficient",
      values: trueCoefficients(system, names),
    }),
    calibration: drawCalibration(heldOut, horizons),
    "error-over-time": drawErrorOverTime(settings, heldOut, [
      { name: "persistence", label: "persistence" },
    ]),
  };
}

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

/** Lines of some coefficients of a fit against iteration; those of the true law are named. */
function coefficientLines(
  { posterior, path }: Training,
  truth: ReadonlyMap<string, number>,
  wanted: (name: string) => boolean,
): TraceLine[] {
  return posterior.coefficients.flatMap(({ name }, l) => {
    if (!wanted(name)) return [];
    const main = truth.get(name) !== 0;
    const values = path.map(({ coefficients }) => coefficients[l]);
    return [{ values, main, ...(main ? { label: name.slice(2).replaceAll("-", "−") } : {}) }];
  });
}

/** Fig. 2 and 3: coefficients against iteration, for each amount of data. */
function drawPath({ system, bySize }: Trainings, products: boolean): string {
  const names = bySize[0].posterior.coefficients.map(({ name }) => name);
  const truth = trueCoefficients(system, names);
  const wanted = (name: string) => isProduct(name) === products;
  const values = names.filter(wanted).map((name) => truth.get(name) as number);
  return trace({
    scale: "linear",
    quantityLabel: products ? "*θ* of products" : "*θ* of first order",
    panels: bySize.map((training) => ({
      title: `*N* = ${training.sequences}`,
      lines: coefficientLines(training, truth, wanted),
      references: [...new Set(values)],
    })),
  });
}

/** Fig. 4: the reciprocal of the mean precision, by our updates and by the paper's. */
function drawNoise({ bySize, plain }: Trainings): string {
  const line = ({ path }: Training) => path.map(({ precision }) => 1 / precision[0]);
  return trace({
    scale: "log",
    quantityLabel: "1 / ⟨*v*⟩",
    panels: [
      {
        title: "accelerated updates",
        lines: bySize.map((training) => ({
          label: `${training.sequences}`,
          values: line(training),
          main: true,
        })),
        references: [],
      },
      {
        title: `the paper's updates, *N* = ${plain.sequences}`,
        lines: [{ values: line(plain), main: true }],
        references: [],
      },
    ],
  });
}

/** Fig. 6: an inferred state with its intervals, by both forms of q(X). */
function drawStates(trainings: Trainings): string {
  const { chosen, full, system } = trainings;
  return stateIntervals({
    domain: system.grid.domain,
    spaceLabel: "position *y*",
    quantityLabel: "coarse state *X*",
    panels: [
      { title: "product over bins", ...inferredState(trainings, chosen.posterior, 0) },
      { title: "all covariances", ...inferredState(trainings, full, 0) },
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

import { errorOverTime } from "../../plot/figures.js";
import type { Evaluation } from "../walkers/evaluate.js";
import {
  drawBound,
  drawCalibration,
  drawCoefficients,
  drawProfiles,
  drawSpaceTime,
  drawTwoBin,
} from "../walkers/figures.js";
import { withSortedNames } from "./products.js";
import { courantNumber, laxFriedrichs, upwind } from "./schemes.js";
import { profileSteps, type Settings, summarySteps } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";

/** The drawings of the report. */
export interface Drawings {
  readonly bound: string;
  readonly coefficients: string;
  readonly smooth: string;
  readonly shock: string;
  readonly twoBin: string;
  readonly spaceTime: string;
  readonly errorOverTime: string;
  readonly calibration: string;
  readonly wave: string;
  /** Two rows of `shock`, to stand alone. */
  readonly summary: string;
}

/** The coefficients beside those of the two schemes, expanded to second order. */
function drawLaw({ bySize, system }: Trainings): string {
  const a = courantNumber(system);
  const fits = bySize.map(({ sequences, posterior }) => ({
    sequences,
    posterior: { coefficients: withSortedNames(posterior.coefficients) },
  }));
  const [reference, rival] = [upwind(a), laxFriedrichs(a)].map(({ label, coefficients }) => ({
    label,
    values: coefficients,
  }));
  return drawCoefficients(fits, reference, rival);
}

/** References of the error figure, by their names in an evaluation. */
const references = [
  { name: "upwind", label: "upwind, 24 bins" },
  { name: "lax-friedrichs", label: "Lax–Friedrichs, 24 bins" },
  { name: "persistence", label: "persistence" },
] as const;

/** Error and coverage of one start against time, beside the known equation and the schemes. */
function drawErrors({ steps, level }: Settings, evaluation: Evaluation): string {
  const { coarseScores: learned, rivals } = evaluation;
  const equation = rivals["finite-volume"];
  return errorOverTime({
    times: Array.from({ length: steps }, (_, k) => k + 1),
    timeLabel: "time *t* / Δ*t*",
    level,
    samplingFloor: learned.map((score) => score.samplingFloor),
    series: [
      {
        label: "learned law",
        role: "model",
        median: learned.map((score) => score.relativeError),
        coverage: learned.map((score) => score.coverage),
      },
      {
        label: "equation, 192 cells",
        role: "baseline",
        median: equation.map((score) => score.relativeError),
        coverage: equation.map((score) => score.coverage),
      },
      ...references.map(({ name, label }) => ({
        label,
        role: "baseline" as const,
        median: evaluation.references[name],
      })),
    ],
  });
}

/** The drawings of the report. */
export function draw(trainings: Trainings, evaluations: Evaluations, settings: Settings): Drawings {
  const { chosen, plain } = trainings;
  const { smooth, shock, wave, random } = evaluations;
  return {
    bound: drawBound([chosen.posterior, plain]),
    coefficients: drawLaw(trainings),
    smooth: drawProfiles(settings, smooth.illustration, profileSteps),
    shock: drawProfiles(settings, shock.illustration, profileSteps),
    twoBin: drawTwoBin(settings, shock.evaluation),
    spaceTime: drawSpaceTime(settings, shock.illustration),
    errorOverTime: drawErrors(settings, shock.evaluation),
    calibration: drawCalibration(random, [
      { title: "1–3 Δ*t*", from: 1, to: 3 },
      { title: "4–9 Δ*t*", from: 4, to: 9 },
    ]),
    wave: drawProfiles(settings, wave.illustration, profileSteps),
    summary: drawProfiles(settings, shock.illustration, summarySteps),
  };
}

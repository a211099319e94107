import {
  drawBound,
  drawCalibration,
  drawCoefficients,
  drawErrorOverTime,
  drawProfiles,
  drawSpaceTime,
  drawTwoBin,
} from "../walkers/figures.js";
import { exactWeights } from "./exact-law.js";
import { profileSteps, type Settings, summarySteps } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Drawings } from "./story.js";
import type { Trainings } from "./train.js";

/** The exact weights within the range of the law, by the names of the coefficients. */
function weightsInRange({ chosen, system }: Trainings): Map<string, number> {
  const { range } = chosen.posterior.parameters;
  const exact = exactWeights(system);
  return new Map(
    Array.from({ length: 2 * range + 1 }, (_, i) => {
      const name = `m=${i - range === 0 ? 0 : i - range}`;
      return [name, exact.get(name) ?? 0];
    }),
  );
}

/** The drawings of the report. */
export function draw(trainings: Trainings, evaluations: Evaluations, settings: Settings): Drawings {
  const { bySize, plain } = trainings;
  const shown = bySize.find(({ sequences }) => sequences === settings.boundSize) ?? bySize[0];
  const values = weightsInRange(trainings);
  const { heldOut } = evaluations;
  const horizons = [
    { title: "1–10 Δ*t*", from: 1, to: 10 },
    { title: "11–50 Δ*t*", from: 11, to: 50 },
  ];
  const references = [{ name: "persistence", label: "persistence" }];
  return {
    profiles: drawProfiles(settings, evaluations.shown, profileSteps),
    spaceTime: drawSpaceTime(settings, evaluations.shown),
    coefficients: drawCoefficients(bySize, { label: "exact one-step bin weight", values }),
    bound: drawBound([shown.posterior, plain]),
    twoBin: drawTwoBin(settings, heldOut[0]),
    calibration: drawCalibration(heldOut, horizons),
    errorOverTime: drawErrorOverTime(settings, heldOut, references),
    block: drawProfiles(settings, evaluations.block, profileSteps),
    summary: drawProfiles(settings, evaluations.shown, summarySteps),
  };
}

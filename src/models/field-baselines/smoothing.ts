import type { ParameterTable, ParameterValues } from "../../parameters.js";
import {
  type SavitzkyGolayWeights,
  savitzkyGolayWeights,
} from "../multiscale-sde/savitzky-golay.js";

/** Parameters of the smoothing in time of what baselines learn from. */
export const smoothingParameters = {
  window: {
    kind: "integer",
    summary: "snapshots in each local polynomial of the smoothing in time, odd; 1: no smoothing",
    default: 21,
    min: 1,
    max: 1001,
  },
  degree: { kind: "integer", summary: "degree of these polynomials", default: 3, min: 1, max: 9 },
} as const satisfies ParameterTable;

/** The smoothing that is asked for, if one is. @throws InvalidParameter unless the window is odd and the degree below it */
export function smoothingOf({
  window,
  degree,
}: ParameterValues<typeof smoothingParameters>): SavitzkyGolayWeights | undefined {
  return window > 1 ? savitzkyGolayWeights({ window, degree }) : undefined;
}

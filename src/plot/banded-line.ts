import * as Plot from "@observablehq/plot";
import type { Band } from "./check.js";
import { colour, dash } from "./theme.js";

/** The band, the mean and the truth of a quantity along one axis. */
export interface BandedLine {
  readonly at: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly band?: Band | undefined;
  readonly truth?: ArrayLike<number> | undefined;
}

/** An outlined band with the mean over it, and the truth dashed on top. */
export function bandedLine({ at, mean, band, truth }: BandedLine): Plot.Markish[] {
  const rows = Array.from(at, (x, i) => ({
    x,
    mean: mean[i],
    lower: band?.lower[i],
    upper: band?.upper[i],
    truth: truth?.[i],
  }));
  const model = { x: "x", stroke: colour("model") };
  const outline = { ...model, strokeWidth: 0.75, className: "cg-band-outline" };
  const filled = {
    x: "x",
    y1: "lower",
    y2: "upper",
    fill: colour("model"),
    fillOpacity: 0.2,
    className: "cg-band",
  };
  return [
    ...(band === undefined
      ? []
      : [
          Plot.areaY(rows, filled),
          Plot.lineY(rows, { ...outline, y: "lower" }),
          Plot.lineY(rows, { ...outline, y: "upper" }),
        ]),
    Plot.lineY(rows, { ...model, y: "mean", strokeWidth: 1.75, className: "cg-mean" }),
    ...(truth === undefined
      ? []
      : [
          Plot.lineY(rows, {
            x: "x",
            y: "truth",
            stroke: colour("reference"),
            strokeDasharray: dash.reference,
            strokeWidth: 1.5,
            className: "cg-truth",
          }),
        ]),
  ];
}

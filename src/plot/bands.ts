import * as Plot from "@observablehq/plot";
import type { Band } from "./check.js";
import { binOutline } from "./steps.js";
import { colour } from "./theme.js";

/** An outlined band over bins, in the model's colour; `name` and `name-outline` are its classes. */
export function bandMarks(
  domain: readonly [number, number],
  band: Band,
  name: string,
  opacity: number,
) {
  const upper = binOutline(domain, band.upper);
  const corners = binOutline(domain, band.lower).map(({ x, value }, i) => ({
    x,
    lower: value,
    upper: upper[i].value,
  }));
  const outline = {
    x: "x",
    stroke: colour("model"),
    strokeWidth: 0.6,
    className: `${name}-outline`,
  };
  return [
    Plot.areaY(corners, {
      x: "x",
      y1: "lower",
      y2: "upper",
      fill: colour("model"),
      fillOpacity: opacity,
      className: name,
    }),
    Plot.lineY(corners, { ...outline, y: "lower" }),
    Plot.lineY(corners, { ...outline, y: "upper" }),
  ];
}

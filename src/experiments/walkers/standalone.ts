import { renderPng } from "../../plot/png.js";
import { themed } from "../../plot/theme.js";
import type { ExperimentFigure } from "../experiment.js";

/** Drawings as files that stand alone, on a light and on a dark ground, by the names of the files. */
export function standalone(drawings: { readonly [file: string]: string }): ExperimentFigure[] {
  return Object.entries(drawings).map(([name, svg]) => ({
    name,
    svg: themed(svg, "light"),
    svgDark: themed(svg, "dark"),
    png: renderPng(svg, "light"),
  }));
}

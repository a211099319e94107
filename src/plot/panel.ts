import * as Plot from "@observablehq/plot";
import { drawingDocument } from "./document.js";
import { svgText } from "./text.js";
import { colour } from "./theme.js";

/** A drawn panel: an `<svg>` of its own that can be placed in a figure or flow in a page. */
export interface Panel {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Sizes of type in pixels. */
export const typeSize = { tick: 11, label: 12 } as const;

/** One axis of a panel. Labels may hold the markup of `svgText`. */
export interface Axis {
  readonly domain: readonly [number, number];
  readonly label: string;
  readonly type?: "linear" | "log";
  /** How many ticks, or where; a linear axis takes about six by default. */
  readonly ticks?: number | readonly number[];
  readonly tickFormat?: (value: number) => string;
}

/** Empty space around the frame, in pixels. */
export interface Margins {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Room for a title line, tick labels and axis labels. */
export const defaultMargins: Margins = { top: 26, right: 12, bottom: 38, left: 52 };

/** Positions of data values in pixels of the panel. */
export interface Positions {
  x(value: number): number;
  y(value: number): number;
}

/** What a panel shows; sizes in pixels. */
export interface PanelOptions {
  readonly width: number;
  readonly height: number;
  readonly margins?: Margins;
  /** "a" is set as (a) above the frame. */
  readonly letter?: string;
  /** Beside the letter. */
  readonly title?: string;
  /** Above the frame at its right end. */
  readonly note?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Plot.Markish[];
  /** Further SVG on top, such as direct labels. */
  readonly overlay?: (positions: Positions) => string;
}

/** Shortens coordinates to hundredths of a pixel; text content is left alone. */
function shorten(svg: string): string {
  return svg.replace(
    / (?:d|transform|x|y|cx|cy|r|x1|x2|y1|y2|width|height)="[^"]*"/g,
    (attribute) =>
      attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) =>
        String(Number(Number(number).toFixed(2))),
      ),
  );
}

function axisMarks(x: Axis, y: Axis): Plot.Markish[] {
  const stroke = { stroke: colour("data"), strokeWidth: 1, tickSize: -4, label: null };
  // A logarithmic scale would leave out labels of ticks that are given, if it were asked to format them.
  const options = ({ ticks = 5, tickFormat }: Axis) => ({
    ticks: typeof ticks === "object" ? [...ticks] : ticks,
    ...(tickFormat === undefined
      ? {}
      : typeof ticks === "object"
        ? { text: ticks.map(tickFormat) }
        : { tickFormat }),
  });
  const text = { fill: colour("data"), fontSize: typeSize.tick };
  const silent = { fill: "none" };
  return [
    Plot.axisX({ ...options(x), ...stroke, ...text, anchor: "bottom", tickPadding: 11 }),
    Plot.axisY({ ...options(y), ...stroke, ...text, anchor: "left", tickPadding: 10 }),
    Plot.axisX({ ...options(x), ...stroke, ...silent, anchor: "top" }),
    Plot.axisY({ ...options(y), ...stroke, ...silent, anchor: "right" }),
  ];
}

function captionText(options: PanelOptions, margins: Margins): string {
  const { width, height, letter, title, note, x, y } = options;
  const middleX = (margins.left + width - margins.right) / 2;
  const middleY = (margins.top + height - margins.bottom) / 2;
  const top = margins.top - 8;
  const lines: string[] = [];
  const text = (attributes: string, content: string) =>
    lines.push(
      `<text fill="${colour("data")}" font-size="${typeSize.label}" ${attributes}>${content}</text>`,
    );
  const heading =
    (letter === undefined ? "" : `<tspan font-weight="600">(${letter})</tspan>`) +
    (title === undefined ? "" : `${letter === undefined ? "" : " "}${svgText(title)}`);
  if (heading !== "") text(`x="${margins.left}" y="${top}"`, heading);
  if (note !== undefined) {
    text(`x="${width - margins.right}" y="${top}" text-anchor="end"`, svgText(note));
  }
  if (x.label !== "")
    text(`x="${middleX}" y="${height - 7}" text-anchor="middle"`, svgText(x.label));
  if (y.label !== "") {
    text(`transform="translate(13,${middleY}) rotate(-90)" text-anchor="middle"`, svgText(y.label));
  }
  return lines.join("");
}

/**
 * Draws a framed panel: ticks inwards on all four sides, its letter and title above the frame, labels
 * outside.
 */
export function panel(options: PanelOptions): Panel {
  const { width, height, x, y, marks, overlay } = options;
  const margins = options.margins ?? defaultMargins;
  const drawing = Plot.plot({
    document: drawingDocument(),
    width,
    height,
    marginTop: margins.top,
    marginRight: margins.right,
    marginBottom: margins.bottom,
    marginLeft: margins.left,
    x: { domain: [...x.domain], type: x.type ?? "linear", axis: null },
    y: { domain: [...y.domain], type: y.type ?? "linear", axis: null },
    marks: [...marks, ...axisMarks(x, y), Plot.frame({ stroke: colour("data"), strokeWidth: 1 })],
  });
  const scaleX = drawing.scale("x");
  const scaleY = drawing.scale("y");
  drawing.querySelector("style")?.remove();
  const positions = {
    x: (value: number) => scaleX?.apply(value) as number,
    y: (value: number) => scaleY?.apply(value) as number,
  };
  const body =
    `<g fill="${colour("data")}" font-size="${typeSize.tick}" text-anchor="middle">` +
    `${drawing.innerHTML}</g>${captionText(options, margins)}${overlay?.(positions) ?? ""}`;
  return { svg: shorten(body), width, height };
}

/** Text on top of a drawing, with a halo of the background so that lines do not cut it. */
export function directLabel(
  x: number,
  y: number,
  label: string,
  fill: string,
  anchor: "start" | "middle" | "end" = "start",
): string {
  return (
    `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${fill}" ` +
    `font-size="${typeSize.tick}" stroke="${colour("background")}" stroke-width="3" ` +
    `stroke-linejoin="round" paint-order="stroke">${svgText(label)}</text>`
  );
}

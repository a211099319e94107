import { drawingDocument } from "./document.js";
import { type Panel, typeSize } from "./panel.js";
import { escapeText, plainText, svgText, textWidth } from "./text.js";
import { colour, fontFamily } from "./theme.js";

const gap = 8;
/** Space around the whole figure. */
const padding = 4;

/** Widest row of a figure in pixels: the text width of an A4 page. */
export const figureWidth = 720;

interface Placed {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
}

/** Places panels from left to right, as lines of text are set. */
function flow(panels: readonly Panel[], width: number): { placed: Placed[]; height: number } {
  const placed: Placed[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  for (const panel of panels) {
    if (x > 0 && x + panel.width > width) {
      y += rowHeight + gap;
      x = 0;
      rowHeight = 0;
    }
    placed.push({ panel, x, y });
    x += panel.width + gap;
    rowHeight = Math.max(rowHeight, panel.height);
  }
  return { placed, height: y + rowHeight };
}

function placedSvg({ panel, x, y }: Placed, kind: string): string {
  return (
    `<svg class="${kind}" x="${x + padding}" y="${y + padding}" width="${panel.width}" height="${panel.height}" ` +
    `viewBox="0 0 ${panel.width} ${panel.height}" overflow="visible">${panel.svg}</svg>`
  );
}

/** What a figure is made of. */
export interface FigureParts {
  /** What the figure shows, for readers who do not see it. */
  readonly label: string;
  /** Entries of the key, set in a line above the panels. */
  readonly key?: readonly Panel[];
  readonly panels: readonly Panel[];
}

/**
 * Sets panels into one figure, an SVG string with its own background. The panels stay elements of their
 * own, so that {@link figureElements} can let them flow in a narrow page.
 */
export function figure(parts: FigureParts, maximumWidth = figureWidth): string {
  const key = flow(parts.key ?? [], maximumWidth);
  const panels = flow(parts.panels, maximumWidth);
  const top = key.placed.length > 0 ? key.height + gap : 0;
  const right = ({ panel, x }: Placed) => x + panel.width;
  const width = 2 * padding + Math.max(...key.placed.map(right), ...panels.placed.map(right));
  const height = 2 * padding + top + panels.height;
  const content =
    key.placed.map((item) => placedSvg(item, "cg-key")).join("") +
    panels.placed.map((item) => placedSvg({ ...item, y: top + item.y }, "cg-panel")).join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="cg-figure" role="img" ` +
    `aria-label="${escapeText(plainText(parts.label))}" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="${fontFamily}" font-variant="tabular-nums">` +
    `<rect width="${width}" height="${height}" fill="${colour("background")}"/>${content}</svg>`
  );
}

/** A figure taken apart. */
export interface FigureElements {
  readonly label: string;
  /** Width of the figure in pixels, as it was set. */
  readonly width: number;
  /** Samples of the key as SVG strings, and their labels, which may hold the markup of `htmlText`. */
  readonly key: readonly { readonly sample: string; readonly label: string }[];
  readonly panels: readonly string[];
}

/** The parts of a figure as separate SVG strings; a drawing that is none is its own single panel. */
export function figureElements(svg: string): FigureElements {
  const document = drawingDocument();
  document.body.innerHTML = svg;
  const root = document.querySelector("svg");
  const panels = [...document.querySelectorAll("svg.cg-panel")].map((element) => {
    element.removeAttribute("x");
    element.removeAttribute("y");
    return element.outerHTML;
  });
  const key = [...document.querySelectorAll("svg.cg-key [data-label]")].map((sample) => ({
    sample: `<svg class="cg-key" width="26" height="14" viewBox="0 0 26 14">${sample.innerHTML}</svg>`,
    label: sample.getAttribute("data-label") ?? "",
  }));
  return {
    label: root?.getAttribute("aria-label") ?? "",
    width: Number(root?.getAttribute("width") ?? figureWidth),
    key,
    panels: panels.length > 0 ? panels : [svg],
  };
}

/** An entry of a key: a drawn sample 26 × 14 pixels, and what it stands for. */
export function keyEntry(sample: string, label: string): Panel {
  const width = Math.ceil(34 + textWidth(label, typeSize.tick) + 4);
  const height = 18;
  const svg =
    `<g data-label="${escapeText(label)}" transform="translate(2,2)">${sample}</g><text x="34" y="13" fill="${colour("data")}" ` +
    `font-size="${typeSize.tick}">${svgText(label)}</text>`;
  return { svg, width, height };
}

/** A sample of a line. */
export function lineKey(stroke: string, dasharray = "", width = 1.75): string {
  const dashes = dasharray === "" ? "" : ` stroke-dasharray="${dasharray}"`;
  return `<path d="M0,7H26" fill="none" stroke="${stroke}" stroke-width="${width}"${dashes}/>`;
}

/** A sample of an outlined band. */
export function bandKey(stroke: string, opacity: number): string {
  return `<rect x="0.5" y="1.5" width="25" height="11" fill="${stroke}" fill-opacity="${opacity}" stroke="${stroke}" stroke-width="0.75"/>`;
}

/** A sample of dots. */
export function dotKey(fill: string, radius = 1.6): string {
  return [5, 13, 21].map((x) => `<circle cx="${x}" cy="7" r="${radius}" fill="${fill}"/>`).join("");
}

import type { Rgb } from "./colormap.js";
import { type Panel, type Positions, panel, typeSize } from "./panel.js";
import { rasterMap } from "./raster.js";
import { formatNumber } from "./text.js";
import { colour } from "./theme.js";

/** A field to draw as a map, and its scale. */
export interface Map2d {
  readonly title: string;
  readonly values: ArrayLike<number>;
  readonly domain: readonly [number, number];
  readonly map: (t: number) => Rgb;
  readonly className: string;
}

/** Most pixels of a raster along one axis; finer fields are averaged down to it. */
const mostPixels = 160;

/** Averages a field over blocks so that no axis has more than `mostPixels`. */
export function coarsen(
  values: ArrayLike<number>,
  columns: number,
): { values: Float64Array; columns: number } {
  const rows = values.length / columns;
  const [outRows, outColumns] = [Math.min(rows, mostPixels), Math.min(columns, mostPixels)];
  const out = new Float64Array(outRows * outColumns);
  for (let row = 0; row < outRows; row++) {
    const rowEnd = Math.floor(((row + 1) * rows) / outRows);
    for (let column = 0; column < outColumns; column++) {
      const columnEnd = Math.floor(((column + 1) * columns) / outColumns);
      let sum = 0;
      let count = 0;
      for (let i = Math.floor((row * rows) / outRows); i < rowEnd; i++) {
        for (let j = Math.floor((column * columns) / outColumns); j < columnEnd; j++) {
          sum += values[i * columns + j];
          count++;
        }
      }
      out[row * outColumns + column] = sum / count;
    }
  }
  return { values: out, columns: outColumns };
}

const barWidth = 11;
/** Space around the frame of a map; its colour bar stands on the right. */
export const mapMargins = { top: 26, right: 64, bottom: 38, left: 46 };

function image(href: string, x: number, y: number, width: number, height: number): string {
  return (
    `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" ` +
    `image-rendering="optimizeSpeed" style="image-rendering:pixelated" href="${href}"/>`
  );
}

/** About four round values within a domain. */
function roundTicks([low, high]: readonly [number, number]): { value: number; text: string }[] {
  const raw = (high - low) / 4;
  if (!(raw > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((s) => s >= raw) ?? raw;
  const digits = Math.max(
    0,
    -Math.floor(Math.log10(step)) + (Math.abs(step / power - 2.5) < 0.1 ? 1 : 0),
  );
  const ticks: { value: number; text: string }[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
    const value = k * step;
    const text = digits > 4 ? formatNumber(value) : value.toFixed(digits).replace("-", "−");
    ticks.push({ value, text });
  }
  return ticks;
}

function colourBar(drawn: Map2d, x: number, top: number, bottom: number): string {
  const gradient = Array.from({ length: 128 }, (_, i) => i / 127);
  const place = (value: number) =>
    bottom - ((value - drawn.domain[0]) / (drawn.domain[1] - drawn.domain[0])) * (bottom - top);
  const ink = colour("data");
  const ticks = roundTicks(drawn.domain).map(({ value, text }) => {
    const y = place(value).toFixed(1);
    return (
      `<path d="M${x + barWidth},${y}h-3" stroke="${ink}"/>` +
      `<text x="${x + barWidth + 5}" y="${y}" dy="0.32em" fill="${ink}" font-size="${typeSize.tick}">${text}</text>`
    );
  });
  return (
    `<g class="cg-colour-bar">${image(rasterMap(gradient, 1, [0, 1], drawn.map), x, top, barWidth, bottom - top)}` +
    `<rect x="${x}" y="${top}" width="${barWidth}" height="${bottom - top}" fill="none" stroke="${ink}"/>${ticks.join("")}</g>`
  );
}

/** One axis of a map: the ends of what is drawn. */
export interface MapAxis {
  readonly domain: readonly [number, number];
  readonly label: string;
}

/** Where a map is drawn; sizes in pixels. */
export interface MapFrame {
  readonly width: number;
  readonly height: number;
  readonly letter: string;
  readonly x: MapAxis;
  /** Upwards: the last row of the values is on top. */
  readonly y: MapAxis;
  /** Values in a row. */
  readonly columns: number;
  /** Further SVG on top. */
  readonly overlay?: (positions: Positions) => string;
}

/** A map in its frame, with its colour bar. */
export function mapPanel(drawn: Map2d, frame: MapFrame): Panel {
  const { width, height, letter, x, y, columns, overlay } = frame;
  const coarse = coarsen(drawn.values, columns);
  const [right, bottom] = [width - mapMargins.right, height - mapMargins.bottom];
  const raster = image(
    rasterMap(coarse.values, coarse.columns, drawn.domain, drawn.map),
    mapMargins.left,
    mapMargins.top,
    right - mapMargins.left,
    bottom - mapMargins.top,
  );
  const framed = panel({
    width,
    height,
    margins: mapMargins,
    letter,
    title: drawn.title,
    x,
    y,
    marks: [],
    overlay: (at) => (overlay?.(at) ?? "") + colourBar(drawn, right + 10, mapMargins.top, bottom),
  });
  return { ...framed, svg: `<g class="${drawn.className}">${raster}</g>${framed.svg}` };
}

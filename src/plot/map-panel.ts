import type { Rgb } from "./colormap.js";
import { directLabel, type Panel, type Positions, panel, typeSize } from "./panel.js";
import { rasterMap } from "./raster.js";
import { formatNumber } from "./text.js";
import { colour } from "./theme.js";

/** A map of values over space and time, with its colours. */
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
const margins = { top: 26, right: 64, bottom: 38, left: 46 };

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

/** What the maps of a figure have in common. */
export interface MapAxes {
  /** Ends of the spatial domain. */
  readonly domain: readonly [number, number];
  /** Times of the rows, uniform and increasing, shape [time]. */
  readonly times: ArrayLike<number>;
  /** Time at which the forecast starts; a rule marks it if rows lie before it. */
  readonly forecastStart?: number;
  readonly spaceLabel: string;
  readonly timeLabel: string;
}

/** How large a map is, and what is written on both sides of the rule. */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly sides?: { readonly before: string; readonly after: string };
}

/** One map with its colour bar: space to the right, time upwards. */
export function mapPanel(
  axes: MapAxes,
  drawn: Map2d,
  letter: string,
  { width, height, sides }: MapLayout = { width: 350, height: 250 },
): Panel {
  const { domain, times, forecastStart } = axes;
  const step = times.length > 1 ? times[1] - times[0] : 1;
  // A row is drawn centred on its time.
  const timeDomain = [times[0] - step / 2, times[times.length - 1] + step / 2] as const;
  const coarse = coarsen(drawn.values, drawn.values.length / times.length);
  const [right, bottom] = [width - margins.right, height - margins.bottom];
  const raster = image(
    rasterMap(coarse.values, coarse.columns, drawn.domain, drawn.map),
    margins.left,
    margins.top,
    right - margins.left,
    bottom - margins.top,
  );
  const start = (at: Positions) => {
    if (forecastStart === undefined || !(forecastStart > times[0])) return "";
    const place = at.y(forecastStart - step / 2);
    const y = place.toFixed(1);
    const named = (text: string, below: number) =>
      directLabel(right - 5, place + below, text, colour("data"), "end");
    return (
      `<path class="cg-forecast-start" d="M${margins.left},${y}H${right}" stroke="#FFFFFF" stroke-width="2.5"/>` +
      `<path d="M${margins.left},${y}H${right}" stroke="#14171A" stroke-width="1.2"/>` +
      (sides === undefined ? "" : named(sides.after, -6) + named(sides.before, 14))
    );
  };
  const framed = panel({
    width,
    height,
    margins,
    letter,
    title: drawn.title,
    x: { domain, label: axes.spaceLabel },
    y: { domain: timeDomain, label: axes.timeLabel },
    marks: [],
    overlay: (at) => start(at) + colourBar(drawn, right + 10, margins.top, bottom),
  });
  return { ...framed, svg: `<g class="${drawn.className}">${raster}</g>${framed.svg}` };
}

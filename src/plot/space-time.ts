import { checkLength, checkSome, largest, smallest } from "./check.js";
import { cividis, diverging, type Rgb } from "./colormap.js";
import { figure, keyEntry, lineKey } from "./figure.js";
import { type Panel, type Positions, panel, typeSize } from "./panel.js";
import { rasterMap } from "./raster.js";
import { formatLevel, formatNumber } from "./text.js";
import { colour } from "./theme.js";

/** A field over space and time with its forecast; all fields of shape [time, space], row-major. */
export interface SpaceTimeRecord {
  /** Ends of the spatial domain. */
  readonly domain: readonly [number, number];
  /** Times of the rows, uniform and increasing, shape [time]. */
  readonly times: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
  /** Forecast median; NaN where there is none, such as before the forecast starts. */
  readonly median: ArrayLike<number>;
  /** Width of the interval; NaN where there is none. */
  readonly width: ArrayLike<number>;
  /** Level of the interval, such as .95. */
  readonly level: number;
  /** Time at which the forecast starts; a rule marks it if rows lie before it. */
  readonly forecastStart?: number;
  readonly spaceLabel: string;
  readonly timeLabel: string;
  /** The field with its unit, such as "walker density *ρ*". */
  readonly quantityLabel: string;
}

interface Map2d {
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

function mapPanel(record: SpaceTimeRecord, drawn: Map2d, letter: string): Panel {
  const { domain, times, forecastStart } = record;
  const [width, height] = [350, 250];
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
    const y = at.y(forecastStart - step / 2).toFixed(1);
    return (
      `<path class="cg-forecast-start" d="M${margins.left},${y}H${right}" stroke="#FFFFFF" stroke-width="2.5"/>` +
      `<path d="M${margins.left},${y}H${right}" stroke="#14171A" stroke-width="1.2"/>`
    );
  };
  const framed = panel({
    width,
    height,
    margins,
    letter,
    title: drawn.title,
    x: { domain, label: record.spaceLabel },
    y: { domain: timeDomain, label: record.timeLabel },
    marks: [],
    overlay: (at) => start(at) + colourBar(drawn, right + 10, margins.top, bottom),
  });
  return { ...framed, svg: `<g class="${drawn.className}">${raster}</g>${framed.svg}` };
}

/**
 * Space-time maps of the truth and the forecast median on one scale, of the error (median − truth) on a
 * diverging scale centred on 0, and of the interval's width. Space runs to the right, time upwards.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function spaceTime(record: SpaceTimeRecord): string {
  const { truth, median, width, times } = record;
  checkSome("times of a space-time figure", times);
  checkSome("truth of a space-time figure", truth);
  checkLength("forecast median", median, truth.length);
  checkLength("interval width", width, truth.length);
  checkLength("truth", truth, times.length * Math.round(truth.length / times.length));
  const error = Array.from(median, (value, i) => value - truth[i]);
  const bound = largest([error.map(Math.abs)]) || 1;
  const low = smallest([truth, median]);
  const high = largest([truth, median], 1);
  const shared: readonly [number, number] = [low, high > low ? high : low + 1];
  const quantity = record.quantityLabel;
  const maps: Map2d[] = [
    {
      title: `truth: ${quantity}`,
      values: truth,
      domain: shared,
      map: cividis,
      className: "cg-truth",
    },
    {
      title: "forecast median",
      values: median,
      domain: shared,
      map: cividis,
      className: "cg-median",
    },
    {
      title: "error, median − truth",
      values: error,
      domain: [-bound, bound],
      map: diverging,
      className: "cg-error",
    },
    {
      title: `width of the ${formatLevel(record.level)} interval`,
      values: width,
      domain: [0, largest([width]) || 1],
      map: cividis,
      className: "cg-width",
    },
  ];
  const panels = maps.map((drawn, i) => mapPanel(record, drawn, String.fromCharCode(97 + i)));
  const label = `Space-time maps of ${quantity}: truth, forecast median, error up to ${formatNumber(bound)}, and width of the ${formatLevel(record.level)} interval.`;
  const started = record.forecastStart !== undefined && record.forecastStart > times[0];
  const key = started ? [keyEntry(lineKey(colour("data"), "", 1.2), "the forecast starts")] : [];
  return figure({ label, key, panels });
}

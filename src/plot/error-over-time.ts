import * as Plot from "@observablehq/plot";
import { type Band, checkLength, checkSome, largest, smallest } from "./check.js";
import { figure } from "./figure.js";
import { logTicks } from "./log-ticks.js";
import { directLabel, type Panel, type Positions, panel, typeSize } from "./panel.js";
import { type Point, withinStrip } from "./steps.js";
import { formatLevel, textWidth } from "./text.js";
import { colour, dash } from "./theme.js";

/** One model's scores against time, each of shape [time]. */
export interface ErrorSeries {
  readonly label: string;
  readonly role: "model" | "baseline";
  /** Relative error of the predictive mean, a fraction: median over starts. Not finite: diverged. */
  readonly median: ArrayLike<number>;
  /** Range over starts. */
  readonly range?: Band;
  /** Share of values inside the interval; absent for models without intervals. */
  readonly coverage?: ArrayLike<number>;
  readonly coverageRange?: Band;
}

/** Relative error and coverage against time. */
export interface ErrorOverTimeRecord {
  /** Shape [time], with its unit in `timeLabel`. */
  readonly times: ArrayLike<number>;
  readonly timeLabel: string;
  readonly series: readonly ErrorSeries[];
  /** Error that a perfect model would show, from the sampling noise of the reference, shape [time]. */
  readonly samplingFloor?: ArrayLike<number>;
  /** What that error is called; "sampling floor" by default. */
  readonly floorLabel?: string;
  /** Nominal level of the intervals, such as .95. */
  readonly level: number;
  /** Of the errors; linear from 0 by default. A logarithmic one shows errors up to {@link mostError}. */
  readonly errorScale?: "linear" | "log";
}

/** Dots and dashes that tell several baselines apart. */
const baselineDashes = [
  dash.baseline,
  "1.5 2 6 2",
  "1.5 4.5",
  "1.5 2 1.5 2 8 2",
  "10 3",
  "4 1.5 1.5 1.5",
];

/** Of several models: the first is drawn through. */
const modelDashes = ["", "6 2.5", "9 2.5 2 2.5"];

interface Line {
  readonly label: string;
  readonly points: readonly Point[];
  readonly stroke: string;
  /** Colour of its label: small text needs more contrast than a line. */
  readonly ink: string;
  readonly dashes: string;
  readonly width: number;
  readonly className: string;
}

function seriesLines(
  record: ErrorOverTimeRecord,
  pick: (series: ErrorSeries) => ArrayLike<number> | undefined,
): Line[] {
  const dashes = { model: modelDashes, baseline: baselineDashes };
  return record.series.flatMap((series) => {
    const values = pick(series);
    if (values === undefined) return [];
    checkLength(`${series.label} against time`, values, record.times.length);
    const alike = record.series.filter(({ role }) => role === series.role);
    const own = dashes[series.role];
    return {
      label: series.label,
      points: Array.from(values, (y, i) => ({ x: record.times[i], y })),
      stroke: colour(series.role),
      ink: colour(series.role),
      dashes: own[alike.indexOf(series) % own.length],
      width: 1.75,
      className: `cg-${series.role}`,
    };
  });
}

/** A line of one point, as where a forecast has one step, would not be seen. */
function dotMark(point: readonly Point[], line: Line): Plot.Markish {
  return Plot.dot(point, {
    ...{ x: "x", y: "y", r: 2.5, fill: colour("background"), stroke: line.stroke },
    strokeWidth: line.width,
    className: line.className,
  });
}

function lineMarks(line: Line, domain: readonly [number, number]): Plot.Markish[] {
  return withinStrip(line.points, ...domain).map((piece) =>
    piece.length === 1
      ? dotMark(piece, line)
      : Plot.lineY(piece, {
          x: "x",
          y: "y",
          stroke: line.stroke,
          strokeWidth: line.width,
          className: line.className,
          ...(line.dashes === "" ? {} : { strokeDasharray: line.dashes, strokeLinecap: "butt" }),
        }),
  );
}

function rangeMarks(
  record: ErrorOverTimeRecord,
  band: Band,
  domain: readonly [number, number],
): Plot.Markish[] {
  const clamp = (value: number) => Math.max(domain[0], Math.min(domain[1], value));
  const rows = Array.from(record.times, (x, i) => ({
    x,
    lower: clamp(band.lower[i]),
    upper: clamp(band.upper[i]),
  }));
  const line = { x: "x", stroke: colour("model"), strokeWidth: 0.6 };
  return [
    Plot.areaY(rows, {
      x: "x",
      y1: "lower",
      y2: "upper",
      fill: colour("model"),
      fillOpacity: 0.12,
      className: "cg-range",
    }),
    Plot.lineY(rows, { ...line, y: "lower", className: "cg-range-outline" }),
    Plot.lineY(rows, { ...line, y: "upper", className: "cg-range-outline" }),
  ];
}

/** Where a line leaves its frame for good, if it does. */
function exit(line: Line, top: number): Point | undefined {
  const last = line.points.findLastIndex((p) => p.y <= top);
  return last < line.points.length - 1 ? line.points[Math.max(0, last)] : undefined;
}

/** Length of a sample of a line before its label, and of the space after it, in pixels. */
const sampleLength = 20;

/** With more lines of one colour than this, labels alone do not tell which is which. */
const mostAlike = 2;

/** Whether labels carry a sample of their lines. */
function needsSamples(lines: readonly Line[]): boolean {
  return lines.filter(({ className }) => className === "cg-baseline").length > mostAlike;
}

function lineSample(x: number, y: number, line: Line): string {
  const dashes = line.dashes === "" ? "" : ` stroke-dasharray="${line.dashes}"`;
  return (
    `<path class="cg-sample" d="M${x.toFixed(1)},${(y - 4).toFixed(1)}h${sampleLength - 4}" fill="none" ` +
    `stroke="${line.stroke}" stroke-width="${line.width}"${dashes}/>`
  );
}

/**
 * Labels at the right ends of the lines, moved apart where they would touch; beside the exit where a
 * line leaves the frame.
 */
function lineLabels(
  lines: readonly Line[],
  at: Positions,
  x: number,
  domain: readonly [number, number],
): string {
  const spacing = 13;
  const gone = lines.filter((line) => exit(line, domain[1]) !== undefined);
  const exits = gone.map((line, i) => {
    const from = at.x(exit(line, domain[1])?.x ?? 0);
    const diverged = !line.points.some((p) => p.y > domain[1] && Number.isFinite(p.y));
    const text = `${line.label} (${diverged ? "diverged" : "off scale"})`;
    const flip = from + textWidth(text, typeSize.tick) + 14 > x;
    const y = at.y(domain[1]) + 16 + spacing * i;
    return directLabel(from + (flip ? -12 : 10), y, text, line.ink, flip ? "end" : "start");
  });
  const placed = lines
    .filter((line) => !gone.includes(line))
    .map((line) => ({ line, y: at.y(line.points[line.points.length - 1].y) }))
    .sort((a, b) => a.y - b.y);
  const [top, bottom] = [at.y(domain[1]) + 2, at.y(domain[0])];
  for (let i = 0; i < placed.length; i++) {
    placed[i].y = Math.max(placed[i].y, i === 0 ? top : placed[i - 1].y + spacing);
  }
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i].y = Math.min(
      placed[i].y,
      i === placed.length - 1 ? bottom : placed[i + 1].y - spacing,
    );
  }
  const ends = placed.map(({ line, y }) =>
    needsSamples(lines)
      ? lineSample(x, y + 4, line) + directLabel(x + sampleLength, y + 4, line.label, line.ink)
      : directLabel(x, y + 4, line.label, line.ink),
  );
  return [...exits, ...ends].join("");
}

function timePanel(
  record: ErrorOverTimeRecord,
  options: {
    readonly letter?: string;
    readonly title: string;
    readonly label: string;
    readonly domain: readonly [number, number];
    readonly scale?: "linear" | "log" | undefined;
    readonly lines: readonly Line[];
    readonly band: Band | undefined;
    /** Space to the right of the frame for the labels of the lines. */
    readonly right: number;
  },
): Panel {
  const { domain, lines, band, right } = options;
  const { times } = record;
  const width = 400;
  return panel({
    width: Math.round(width + right - 60),
    height: 230,
    margins: { top: 26, right, bottom: 38, left: record.errorScale === "log" ? 60 : 52 },
    ...(options.letter !== undefined && { letter: options.letter }),
    title: options.title,
    x: { domain: [Math.min(0, times[0]), times[times.length - 1]], label: record.timeLabel },
    y:
      options.scale === "log"
        ? {
            ...{ domain, label: options.label, type: "log", tickFormat: String },
            ticks: logTicks(...domain),
          }
        : { domain, label: options.label },
    marks: [
      ...(band === undefined ? [] : rangeMarks(record, band, domain)),
      ...lines.flatMap((line) => lineMarks(line, domain)),
    ],
    overlay: (at) => lineLabels(lines, at, at.x(times[times.length - 1]) + 6, domain),
  });
}

/** A relative error beyond which nothing can be told from it. */
const mostError = 10;

/** Ends of the axis of errors. */
function errorDomain(
  { errorScale, samplingFloor = [] }: ErrorOverTimeRecord,
  model: ErrorSeries | undefined,
  errors: readonly Line[],
): readonly [number, number] {
  const all = errors.map((line) => line.points.map((p) => p.y));
  const { lower = [], upper = [] } = model?.range ?? {};
  if (errorScale === "log") {
    const above = [...all, Array.from(lower)].map((values) => values.filter((value) => value > 0));
    return [smallest(above, 0.1) / 1.3, 1.3 * Math.min(mostError, largest([...all, upper], 1))];
  }
  const ours = largest([model?.median ?? [], upper, samplingFloor]);
  const peaks = all.map((values) => largest([values]));
  // Baselines far above the model leave the frame rather than flatten it.
  const shown = ours > 0 ? peaks.filter((peak) => peak <= 2.5 * ours) : peaks;
  return [0, 1.08 * (largest([shown, [ours]]) || 1)];
}

/**
 * Relative error of the predictive mean and coverage of the intervals against time: median over starts,
 * the range of the first model as a band, baselines dotted, and the error that sampling noise alone would give. A line
 * that grows out of its frame is cut there and says so.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function errorOverTime(record: ErrorOverTimeRecord): string {
  checkSome("times", record.times);
  checkSome("series", record.series);
  const model = record.series.find((series) => series.role === "model");
  const errors = seriesLines(record, (series) => series.median);
  const constant = (value: number) => Array.from(record.times, (x) => ({ x, y: value }));
  const reference = {
    stroke: colour("reference"),
    ink: colour("data"),
    dashes: dash.reference,
    width: 1.5,
    className: "cg-reference",
  };
  if (record.samplingFloor !== undefined) {
    checkLength("sampling floor", record.samplingFloor, record.times.length);
    const floor = record.samplingFloor;
    errors.push({
      ...reference,
      label: record.floorLabel ?? "sampling floor",
      points: Array.from(record.times, (x, i) => ({ x, y: floor[i] })),
    });
  }
  const domain = errorDomain(record, model, errors);
  const longest = Math.max(...errors.map((line) => textWidth(line.label, typeSize.tick)));
  const sample = needsSamples(errors) ? sampleLength : 0;
  const right = Math.ceil(Math.min(190, Math.max(60, longest + sample + 10)));
  const covered = seriesLines(record, (series) => series.coverage);
  const panels = [
    timePanel(record, {
      ...(covered.length > 0 && { letter: "a" }),
      title: "relative error of the predictive mean",
      label: "relative error",
      domain,
      scale: record.errorScale,
      lines: errors,
      band: model?.range,
      right,
    }),
  ];
  if (covered.length > 0) {
    const low = smallest([
      ...covered.map((line) => line.points.map((p) => p.y)),
      model?.coverageRange?.lower ?? [],
    ]);
    const bottom = Math.max(0, Math.floor(10 * Math.min(low - 0.05, record.level - 0.25)) / 10);
    panels.push(
      timePanel(record, {
        letter: "b",
        title: `coverage of the ${formatLevel(record.level)} interval`,
        label: "coverage",
        domain: [bottom, 1],
        lines: [...covered, { ...reference, label: "nominal", points: constant(record.level) }],
        band: model?.coverageRange,
        right,
      }),
    );
  }
  const label = `Relative error${covered.length > 0 ? " and coverage" : ""} against time for ${record.series.map((series) => series.label).join(", ")}.`;
  return figure({ label, panels });
}

import * as Plot from "@observablehq/plot";
import { checkSome, largest } from "./check.js";
import { figure } from "./figure.js";
import { directLabel, type Panel, panel } from "./panel.js";
import { type EcdfBand, simultaneousBand, wilson95 } from "./simultaneous-band.js";
import { formatLevel, formatNumber } from "./text.js";
import { colour, dash } from "./theme.js";

/** How well the intervals of a forecast keep what they promise. */
export interface CalibrationRecord {
  /** Probability integral transforms of the truth, in [0, 1], randomised where counts are discrete. */
  readonly pit: ArrayLike<number>;
  /**
   * Independent values among `pit`, if fewer than all (bins of one forecast depend on each other). The
   * band is computed for this many.
   */
  readonly effectiveCount?: number;
  /** Level of the simultaneous band, such as .95. */
  readonly bandLevel: number;
  /** Shape [horizon]. */
  readonly coverage: readonly {
    /** Horizon, such as "1–10 Δ*t*". */
    readonly title: string;
    /** Shape [level]. */
    readonly points: readonly {
      /** Nominal level of the interval, in (0, 1). */
      readonly nominal: number;
      /** Values that fell inside, and (independent) values in all. */
      readonly hits: number;
      readonly count: number;
    }[];
  }[];
}

/** ECDF minus uniform at the points of a regular grid of [0, 1]. */
export function ecdfDifference(
  pit: ArrayLike<number>,
  points = 200,
): { z: number; value: number }[] {
  const sorted = Float64Array.from(pit).sort();
  let below = 0;
  return Array.from({ length: points + 1 }, (_, i) => {
    const z = i / points;
    while (below < sorted.length && sorted[below] <= z) below++;
    return { z, value: below / sorted.length - z };
  });
}

function bandMarks(band: EcdfBand): Plot.Markish[] {
  const rows = [
    { z: 0, lower: 0, upper: 0 },
    ...Array.from(band.z, (z, i) => ({ z, lower: band.lower[i], upper: band.upper[i] })),
    { z: 1, lower: 0, upper: 0 },
  ];
  const line = {
    x: "z",
    stroke: colour("reference"),
    strokeWidth: 1.25,
    strokeDasharray: dash.reference,
  };
  return [
    Plot.areaY(rows, {
      x: "z",
      y1: "lower",
      y2: "upper",
      fill: colour("reference"),
      fillOpacity: 0.1,
      className: "cg-band",
    }),
    Plot.lineY(rows, { ...line, y: "lower", className: "cg-band-outline" }),
    Plot.lineY(rows, { ...line, y: "upper", className: "cg-band-outline" }),
  ];
}

function pitPanel(record: CalibrationRecord): Panel {
  const count = record.effectiveCount ?? record.pit.length;
  const band = simultaneousBand(count, record.bandLevel);
  const curve = ecdfDifference(record.pit);
  const top =
    1.3 *
    largest(
      [band.upper, Array.from(band.lower, Math.abs), curve.map((p) => Math.abs(p.value))],
      0.1,
    );
  return panel({
    width: 350,
    height: 250,
    letter: "a",
    title: "PIT",
    note: `band for ${formatNumber(record.effectiveCount ?? record.pit.length, 6)} values`,
    x: { domain: [0, 1], label: "probability integral transform *z*" },
    y: { domain: [-top, top], label: "ECDF(*z*) − *z*" },
    margins: { top: 26, right: 12, bottom: 38, left: 60 },
    marks: [
      ...bandMarks(band),
      Plot.ruleY([0], { stroke: colour("muted"), strokeWidth: 0.75, className: "cg-zero" }),
      Plot.lineY(curve, {
        x: "z",
        y: "value",
        stroke: colour("model"),
        strokeWidth: 1.75,
        className: "cg-pit",
      }),
    ],
    overlay: (at) =>
      directLabel(
        at.x(0.5),
        at.y(-0.9 * top),
        `${formatLevel(record.bandLevel)} simultaneous band, uniform`,
        colour("data"),
        "middle",
      ),
  });
}

function coveragePanel(
  horizon: CalibrationRecord["coverage"][number],
  letter: string,
  first: boolean,
): Panel {
  const points = horizon.points.map(({ nominal, hits, count }) => {
    const [lower, upper] = wilson95(hits, count);
    return { nominal, observed: hits / count, lower, upper };
  });
  const stroke = colour("model");
  return panel({
    width: 350,
    height: 250,
    letter,
    title: horizon.title,
    x: { domain: [0, 1.03], label: "nominal level" },
    y: { domain: [0, 1.03], label: "coverage" },
    margins: { top: 26, right: 12, bottom: 38, left: 60 },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        {
          stroke: colour("reference"),
          strokeWidth: 1.25,
          strokeDasharray: dash.reference,
          className: "cg-nominal",
        },
      ),
      Plot.ruleX(points, {
        x: "nominal",
        y1: "lower",
        y2: "upper",
        stroke,
        strokeWidth: 1.5,
        className: "cg-binomial",
      }),
      Plot.line(points, {
        x: "nominal",
        y: "observed",
        stroke,
        strokeWidth: 0.8,
        className: "cg-coverage-line",
      }),
      Plot.dot(points, {
        x: "nominal",
        y: "observed",
        r: 2.6,
        fill: stroke,
        className: "cg-coverage",
      }),
    ],
    ...(first
      ? {
          overlay: (at) =>
            directLabel(at.x(0.97), at.y(0.13), "bars: 95 % binomial", colour("model"), "end") +
            directLabel(at.x(0.97), at.y(0.04), "dashed: nominal", colour("data"), "end"),
        }
      : {}),
  });
}

/**
 * Calibration: the probability integral transform as the difference of its empirical distribution
 * function from the uniform one, with a simultaneous band, and coverage against nominal level by horizon
 * with Wilson's 95 % intervals. The bars and the band take the values as independent.
 *
 * @throws InvalidData if there are no values
 */
export function calibration(record: CalibrationRecord): string {
  checkSome("probability integral transforms", record.pit);
  const panels = [
    pitPanel(record),
    ...record.coverage.map((horizon, i) =>
      coveragePanel(horizon, String.fromCharCode(98 + i), i === 0),
    ),
  ];
  const label = `Calibration: PIT as ECDF difference with the ${formatLevel(record.bandLevel)} simultaneous band of ${record.effectiveCount ?? record.pit.length} independent values; coverage against nominal level at ${record.coverage.length} horizons.`;
  return figure({ label, panels });
}

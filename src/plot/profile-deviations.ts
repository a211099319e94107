import * as Plot from "@observablehq/plot";
import { bandMarks } from "./bands.js";
import { type Band, checkLength, checkSome, largest } from "./check.js";
import { bandKey, dotKey, figure, figureWidth, keyEntry, lineKey } from "./figure.js";
import { type Panel, panel } from "./panel.js";
import { binOutline, binPoints } from "./steps.js";
import { colour, dash } from "./theme.js";

/** What a model says of one profile, each of shape [bins]. */
export interface ProfileEstimate {
  readonly mean: ArrayLike<number>;
  readonly interval50: Band;
  readonly interval95: Band;
}

/** Profiles at several times, and what several models say of them. */
export interface ProfileDeviationsRecord {
  /** Ends of the spatial domain. */
  readonly domain: readonly [number, number];
  readonly spaceLabel: string;
  readonly quantityLabel: string;
  /** Names of the models, shape [model]; the first one's mean and bands are drawn on the profiles too. */
  readonly models: readonly string[];
  readonly rows: readonly {
    /** Such as "*t* = 5 Δ*t*". */
    readonly title: string;
    /** Shape [bins], above 0. */
    readonly truth: ArrayLike<number>;
    /** What was observed, or would be. */
    readonly data?: ArrayLike<number>;
    /** Shape [model]. */
    readonly estimates: readonly ProfileEstimate[];
  }[];
  /** What the truth, the data and the bands are, for the key. */
  readonly truthLabel: string;
  readonly dataLabel: string;
}

type Row = ProfileDeviationsRecord["rows"][number];

const gap = 8;
const height = 168;
const margins = { top: 26, right: 10, bottom: 38, left: 46 };

function marksOf(
  domain: readonly [number, number],
  { mean, interval50, interval95 }: ProfileEstimate,
  truth: ArrayLike<number>,
  data: ArrayLike<number> | undefined,
): Plot.Markish[] {
  const line = { x: "x", y: "value" };
  return [
    ...bandMarks(domain, interval95, "cg-interval95", 0.14),
    ...bandMarks(domain, interval50, "cg-interval50", 0.3),
    Plot.lineY(binOutline(domain, mean), {
      ...line,
      stroke: colour("model"),
      strokeWidth: 1.75,
      className: "cg-mean",
    }),
    Plot.lineY(binOutline(domain, truth), {
      ...line,
      stroke: colour("reference"),
      strokeWidth: 1.5,
      strokeLinecap: "butt",
      strokeDasharray: dash.reference,
      className: "cg-reference",
    }),
    ...(data === undefined
      ? []
      : [
          Plot.dot(binPoints(domain, data), {
            ...line,
            r: 1.7,
            fill: colour("data"),
            className: "cg-data",
          }),
        ]),
  ];
}

/** Percent by which values differ from a truth. */
function percentOff(values: ArrayLike<number>, truth: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (value, j) => 100 * (value / truth[j] - 1));
}

function deviationOf(estimate: ProfileEstimate, truth: ArrayLike<number>): ProfileEstimate {
  const off = (values: ArrayLike<number>) => percentOff(values, truth);
  const band = ({ lower, upper }: Band) => ({ lower: off(lower), upper: off(upper) });
  return {
    mean: off(estimate.mean),
    interval50: band(estimate.interval50),
    interval95: band(estimate.interval95),
  };
}

function check({ models, rows }: ProfileDeviationsRecord): void {
  checkSome("models of profiles", models);
  checkSome("rows of profiles", rows);
  for (const { truth, data = truth, estimates } of rows) {
    checkLength("estimates of a profile", estimates, models.length);
    const arrays = estimates.flatMap(({ mean, interval50, interval95 }) => [
      mean,
      ...[interval50, interval95].flatMap(({ lower, upper }) => [lower, upper]),
    ]);
    for (const array of [data, ...arrays]) checkLength("profile", array, truth.length);
  }
}

/** Largest finite absolute value of what a row's deviations show. */
function reach({ truth, data, estimates }: Row): number {
  const deviations = estimates.map((estimate) => deviationOf(estimate, truth));
  const arrays = deviations.flatMap(({ mean, interval95 }) => [
    mean,
    interval95.lower,
    interval95.upper,
  ]);
  if (data !== undefined) arrays.push(percentOff(data, truth));
  return largest(arrays.map((array) => Array.from(array, Math.abs)));
}

/**
 * Profiles over their truth, and beside them for each model by how many percent its mean and its 50 % and
 * 95 % intervals differ from the truth, which no eye could see on the profiles themselves (Kaltenbach &
 * Koutsourelakis 2020, figures 2 and 3). One row for each time; all profiles and all deviations share a scale.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function profileDeviations(record: ProfileDeviationsRecord): string {
  check(record);
  const { domain, models, rows, spaceLabel, quantityLabel } = record;
  const columns = models.length + 1;
  const width = Math.floor((figureWidth - (columns - 1) * gap) / columns);
  const top = largest(
    rows.flatMap(({ truth, data = [], estimates }) => [
      truth,
      data,
      ...estimates.map(({ interval95 }) => interval95.upper),
    ]),
    1,
  );
  const most = 1.08 * (largest([rows.map(reach)]) || 1);
  const panels = rows.flatMap(({ title, truth, data, estimates }, row): Panel[] => {
    const letter = (column: number) => String.fromCharCode(97 + row * columns + column);
    const common = { width, height, margins, x: { domain, label: spaceLabel } };
    const zero = new Float64Array(truth.length);
    return [
      panel({
        ...common,
        letter: letter(0),
        title,
        y: { domain: [0, 1.05 * top], label: quantityLabel, ticks: 4 },
        marks: marksOf(domain, estimates[0], truth, data),
      }),
      ...estimates.map((estimate, i) =>
        panel({
          ...common,
          letter: letter(i + 1),
          title: `${title}, ${models[i]}`,
          y: { domain: [-most, most], label: "off the truth, %", ticks: 4 },
          marks: marksOf(
            domain,
            deviationOf(estimate, truth),
            zero,
            data && percentOff(data, truth),
          ),
        }),
      ),
    ];
  });
  const model = colour("model");
  const key = [
    keyEntry(lineKey(model), "mean"),
    keyEntry(bandKey(model, 0.35), "50 % interval"),
    keyEntry(bandKey(model, 0.14), "95 % interval"),
    keyEntry(lineKey(colour("reference"), dash.reference), record.truthLabel),
    ...(rows.some(({ data }) => data !== undefined)
      ? [keyEntry(dotKey(colour("data")), record.dataLabel)]
      : []),
  ];
  const label = `Profiles of ${quantityLabel} at ${rows.map(({ title }) => title).join(", ")}, and how far ${models.join(" and ")} are off: means with 50 % and 95 % intervals.`;
  return figure({ label, key, panels });
}

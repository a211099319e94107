import * as Plot from "@observablehq/plot";
import { bandMarks } from "./bands.js";
import { type Band, checkLength, checkSome, largest } from "./check.js";
import { bandKey, dotKey, figure, keyEntry, lineKey } from "./figure.js";
import { type Panel, panel } from "./panel.js";
import { binOutline, binPoints } from "./steps.js";
import { formatCount } from "./text.js";
import { colour, dash } from "./theme.js";

/** One resolution at one time: posterior predictive quantiles and the truth, each of shape [bins]. */
export interface Profile {
  /** Posterior predictive median. */
  readonly median: ArrayLike<number>;
  readonly interval50: Band;
  readonly interval95: Band;
  /** 95 % interval of the law alone, without the sampling noise of the walkers. */
  readonly law95?: Band;
  /** Mean of the reference simulations. */
  readonly reference: ArrayLike<number>;
  /** One reference simulation. */
  readonly realisation?: ArrayLike<number>;
}

/** Density profiles at several times (rows) and resolutions (columns). */
export interface ProfilesRecord {
  /** Ends of the spatial domain. */
  readonly domain: readonly [number, number];
  /** Label of the horizontal axis with its unit, such as "*y*". */
  readonly spaceLabel: string;
  /** Label of the vertical axis with its unit, such as "walker density *ρ*". */
  readonly quantityLabel: string;
  /** Titles of the rows, such as "*t* = 10 Δ*t*", shape [time]. */
  readonly times: readonly string[];
  readonly columns: readonly {
    /** Title of the column, such as "24 bins". */
    readonly title: string;
    /** Shape [time]. */
    readonly profiles: readonly Profile[];
  }[];
  /** Reference simulations behind the mean. */
  readonly simulations: number;
}

const lawKey = `<path d="M8,2.5H18M8,11.5H18" stroke="${colour("model")}" stroke-width="1.2" fill="none"/>`;

/** A tick across each bin at both ends of the law's interval. */
function lawMarks(domain: readonly [number, number], band: Band): Plot.Markish[] {
  const half = (0.32 * (domain[1] - domain[0])) / band.lower.length;
  return [band.lower, band.upper].map((edge) =>
    Plot.ruleY(
      binPoints(domain, edge).map(({ x, value }) => ({ left: x - half, right: x + half, value })),
      {
        x1: "left",
        x2: "right",
        y: "value",
        stroke: colour("model"),
        strokeWidth: 1.2,
        className: "cg-law95",
      },
    ),
  );
}

function profileMarks(domain: readonly [number, number], profile: Profile): Plot.Markish[] {
  const { median, realisation, reference, law95 } = profile;
  const line = { x: "x", y: "value" };
  return [
    ...bandMarks(domain, profile.interval95, "cg-interval95", 0.14),
    ...bandMarks(domain, profile.interval50, "cg-interval50", 0.3),
    ...(law95 === undefined ? [] : lawMarks(domain, law95)),
    ...(realisation === undefined
      ? []
      : [
          Plot.dot(binPoints(domain, realisation), {
            ...line,
            r: realisation.length > 48 ? 1.2 : 1.9,
            fill: colour("data"),
            className: "cg-realisation",
          }),
        ]),
    Plot.lineY(binOutline(domain, median), {
      ...line,
      stroke: colour("model"),
      strokeWidth: 1.75,
      className: "cg-median",
    }),
    Plot.lineY(binOutline(domain, reference), {
      ...line,
      stroke: colour("reference"),
      strokeWidth: 1.5,
      strokeLinecap: "butt",
      strokeDasharray: dash.reference,
      className: "cg-reference",
    }),
  ];
}

function checkProfile(profile: Profile): void {
  const bins = profile.median.length;
  const bands = [profile.interval50, profile.interval95, profile.law95];
  const arrays = bands.flatMap((band) => (band === undefined ? [] : [band.lower, band.upper]));
  if (profile.realisation !== undefined) arrays.push(profile.realisation);
  for (const array of [...arrays, profile.reference]) checkLength("profile", array, bins);
}

/**
 * Small multiples of density profiles: posterior predictive median with 50 % and 95 % bands, the mean of
 * reference simulations and one of them as dots (Felsberger & Koutsourelakis 2019, figures 12 and 13).
 * All panels share one vertical scale from 0.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function profiles(record: ProfilesRecord): string {
  const { domain, times, columns } = record;
  checkSome("columns of profiles", columns);
  checkSome("times of profiles", times);
  for (const column of columns) {
    checkLength("profiles of a column", column.profiles, times.length);
    column.profiles.forEach(checkProfile);
  }
  const all = columns.flatMap((column) => column.profiles);
  const values = all.flatMap(({ interval95, reference, realisation = [] }) => [
    interval95.upper,
    reference,
    realisation,
  ]);
  // A density that is zero everywhere still needs an axis.
  const top = largest(values) || 1;
  const panels: Panel[] = times.flatMap((time, row) =>
    columns.map((column, index) =>
      panel({
        width: 350,
        height: 178,
        letter: String.fromCharCode(97 + row * columns.length + index),
        title: time,
        note: column.title,
        x: { domain, label: record.spaceLabel },
        y: { domain: [0, 1.05 * top], label: record.quantityLabel, ticks: 4 },
        marks: profileMarks(domain, column.profiles[row]),
      }),
    ),
  );
  const model = colour("model");
  const key = [
    keyEntry(lineKey(model), "median"),
    keyEntry(bandKey(model, 0.35), "50 % interval"),
    keyEntry(bandKey(model, 0.14), "95 % interval"),
    ...(all.some((profile) => profile.law95 !== undefined)
      ? [keyEntry(lawKey, "95 %, law only")]
      : []),
    keyEntry(
      lineKey(colour("reference"), dash.reference),
      `mean of ${formatCount(record.simulations, "simulation")}`,
    ),
    ...(all.some((profile) => profile.realisation !== undefined)
      ? [keyEntry(dotKey(colour("data")), "one of them")]
      : []),
  ];
  const label = `Profiles of ${record.quantityLabel} at ${times.length} times, at ${columns
    .map((column) => column.title)
    .join(" and ")}: predicted median with 50 % and 95 % intervals against reference simulations.`;
  return figure({ label, key, panels });
}

import * as Plot from "@observablehq/plot";
import { type Band, checkLength, checkSome, largest, smallest } from "./check.js";
import { spreadApart } from "./end-labels.js";
import { bandKey, figure, figureWidth, keyEntry, lineKey } from "./figure.js";
import { directLabel, panel } from "./panel.js";
import { colour, dash } from "./theme.js";

/** A quantity against time, each array of shape [time]; values that are not finite are left out. */
export interface TimeLine {
  /** Beside the line's end. */
  readonly label?: string;
  readonly values: ArrayLike<number>;
  readonly band?: Band;
}

/** Quantities against time, one panel beside another on one scale. */
export interface OverTimeRecord {
  /** Shape [time]. */
  readonly times: ArrayLike<number>;
  readonly timeLabel: string;
  readonly quantityLabel: string;
  readonly panels: readonly {
    readonly title: string;
    /** At the right end above the frame. */
    readonly note?: string;
    readonly lines: readonly TimeLine[];
  }[];
  /** Values that the lines should have. */
  readonly references: readonly number[];
  /** Entries of the key for lines, bands and references; those that are absent are not explained. */
  readonly key: { readonly line?: string; readonly band?: string; readonly reference?: string };
  /** A rule between two times, and what lies on its sides. */
  readonly division?: { readonly time: number; readonly before: string; readonly after: string };
  /** Ends of the vertical axis; as far as the values reach by default. */
  readonly limits?: readonly [number, number];
}

const margins = { top: 26, right: 44, bottom: 38, left: 58 };

/** The points of a line that can be drawn. */
function rowsOf(times: ArrayLike<number>, { values, band }: TimeLine) {
  return Array.from(times, (x, i) => ({
    x,
    y: values[i],
    lower: band?.lower[i] ?? values[i],
    upper: band?.upper[i] ?? values[i],
  })).filter(({ y }) => Number.isFinite(y));
}

function lineMarks(times: ArrayLike<number>, line: TimeLine): Plot.Markish[] {
  const rows = rowsOf(times, line);
  const outline = {
    x: "x",
    stroke: colour("model"),
    strokeWidth: 0.6,
    className: "cg-band-outline",
  };
  const bands = [
    Plot.areaY(rows, {
      x: "x",
      y1: "lower",
      y2: "upper",
      fill: colour("model"),
      fillOpacity: 0.16,
      className: "cg-band",
    }),
    Plot.lineY(rows, { ...outline, y: "lower" }),
    Plot.lineY(rows, { ...outline, y: "upper" }),
  ];
  return [
    ...(line.band === undefined ? [] : bands),
    Plot.lineY(rows, {
      x: "x",
      y: "y",
      stroke: colour("model"),
      strokeWidth: 1.75,
      className: "cg-line",
    }),
  ];
}

/**
 * Lines with bands against time over the values they should have, and a rule that divides the times, such as
 * inferred from predicted ones (Kaltenbach & Koutsourelakis 2020, figure 4).
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function overTime(record: OverTimeRecord): string {
  const { times, panels, references, division, key } = record;
  checkSome("times", times);
  checkSome("panels over time", panels);
  const lines = panels.flatMap((one) => one.lines);
  for (const { values, band } of lines) {
    for (const array of [values, band?.lower ?? values, band?.upper ?? values]) {
      checkLength("values over time", array, times.length);
    }
  }
  const all = [
    references,
    ...lines.flatMap(({ values, band }) => [values, band?.lower ?? [], band?.upper ?? []]),
  ];
  const [low, high] = [smallest(all), largest(all, 1)];
  const room = 0.08 * (high - low || 1);
  const [bottom, top] = record.limits ?? [low - room, high + room];
  const gap = 8;
  const width =
    panels.length === 1
      ? 460
      : Math.floor((figureWidth - (panels.length - 1) * gap) / panels.length);
  const drawn = panels.map(({ title, note, lines: own }, i) =>
    panel({
      width,
      height: 220,
      margins,
      ...(panels.length > 1 ? { letter: String.fromCharCode(97 + i) } : {}),
      title,
      ...(note === undefined ? {} : { note }),
      x: { domain: [times[0], times[times.length - 1]], label: record.timeLabel },
      y: {
        domain: [bottom, top],
        label: i === 0 ? record.quantityLabel : "",
      },
      marks: [
        Plot.ruleY(references, {
          stroke: colour("reference"),
          strokeDasharray: dash.reference,
          strokeWidth: 1.25,
          className: "cg-reference",
        }),
        ...own.flatMap((line) => lineMarks(times, line)),
        ...(division === undefined
          ? []
          : [
              Plot.ruleX([division.time], {
                stroke: colour("data"),
                strokeWidth: 1,
                className: "cg-division",
              }),
            ]),
      ],
      overlay: (at) => {
        const named = own.filter(({ label }) => label !== undefined);
        const ends = named.map((line) => rowsOf(times, line).at(-1));
        const places = spreadApart(
          ends.map((end) => at.y(end?.y ?? 0) + 4),
          13,
          at.y(bottom),
        );
        const right = at.x(times[times.length - 1]) + 5;
        const names = named.map(({ label = "" }, k) =>
          directLabel(right, places[k], label, colour("model")),
        );
        if (division === undefined) return names.join("");
        const [x, y] = [at.x(division.time), at.y(top) + 15];
        return (
          names.join("") +
          directLabel(x - 5, y, division.before, colour("data"), "end") +
          directLabel(x + 5, y, division.after, colour("data"))
        );
      },
    }),
  );
  const entries = [
    ...(key.line === undefined ? [] : [keyEntry(lineKey(colour("model")), key.line)]),
    ...(key.band === undefined ? [] : [keyEntry(bandKey(colour("model"), 0.16), key.band)]),
    ...(key.reference === undefined
      ? []
      : [keyEntry(lineKey(colour("reference"), dash.reference, 1.25), key.reference)]),
  ];
  const label = `${record.quantityLabel} against ${record.timeLabel}: ${panels.map(({ title }) => title).join(" and ")}.`;
  return figure({ label, key: entries, panels: drawn });
}

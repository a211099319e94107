import * as Plot from "@observablehq/plot";
import { invalidData } from "../errors.js";
import { checkSome, largest, smallest } from "./check.js";
import { spreadApart } from "./end-labels.js";
import { figure, keyEntry, lineKey } from "./figure.js";
import { directLabel, panel } from "./panel.js";
import { formatCount, formatNumber } from "./text.js";
import { colour, dash, seriesDash } from "./theme.js";

/** A value after each iteration. */
export interface TraceLine {
  /** Beside the line's end; faint lines have none. */
  readonly label?: string;
  readonly values: ArrayLike<number>;
  /** Which of three line styles, and its entry in the key: for lines that lie close. */
  readonly series?: { readonly index: number; readonly label: string };
  /** Drawn strongly, or faintly as one of many. */
  readonly main: boolean;
}

/** Values against iteration, one panel beside another. */
export interface TraceRecord {
  readonly panels: readonly {
    readonly title: string;
    readonly lines: readonly TraceLine[];
    /** Values that the lines should reach. */
    readonly references: readonly number[];
  }[];
  /** What the values are; may hold the markup of `svgText`. */
  readonly quantityLabel: string;
  readonly scale: "linear" | "log";
}

const margins = { top: 26, right: 40, bottom: 38, left: 62 };

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The line's points; none where a logarithm has no value. */
function pointsOf({ values }: TraceLine, scale: TraceRecord["scale"]): Point[] {
  return Array.from({ length: values.length }, (_, i) => ({ x: i + 1, y: values[i] })).filter(
    ({ y }) => Number.isFinite(y) && (scale === "linear" || y > 0),
  );
}

function dashOf({ index }: NonNullable<TraceLine["series"]>): string {
  const found = seriesDash[index];
  if (found === undefined) {
    throw invalidData("series of a trace", `0 to ${seriesDash.length - 1}`, `${index}`);
  }
  return found;
}

/** An entry of the key for each style that is used. */
function seriesKey(panels: TraceRecord["panels"]) {
  const labels = new Map(
    panels.flatMap(({ lines }) =>
      lines.flatMap(({ series }) => (series ? [[series.label, dashOf(series)] as const] : [])),
    ),
  );
  return [...labels].map(([label, dashes]) => keyEntry(lineKey(colour("model"), dashes), label));
}

function powerOfTen(value: number): string {
  const power = Math.round(Math.log10(value));
  if (Math.abs(value / 10 ** power - 1) > 1e-9) return "";
  return power > -5 && power < 5 ? `${Number(`1e${power}`)}` : `1e${power}`.replace("-", "−");
}

function valueAxis({ panels, scale }: TraceRecord) {
  const values = panels.flatMap(({ lines, references }) => [
    ...lines.map((line) => pointsOf(line, scale).map(({ y }) => y)),
    references,
  ]);
  const [low, high] = [smallest(values), largest(values)];
  if (scale === "log") {
    return { domain: [low / 1.5, high * 1.5], type: "log", tickFormat: powerOfTen } as const;
  }
  const margin = 0.06 * (high - low || 1);
  return { domain: [low - margin, high + margin] } as const;
}

/**
 * Values against iteration (logarithmic), those meant drawn strongly with their names, others faintly, what
 * they should reach dashed (Felsberger & Koutsourelakis 2019, figures 2 to 4).
 *
 * @throws InvalidData if there is no panel, or one without lines, or a line style is not known
 */
export function trace(record: TraceRecord): string {
  const { panels, scale, quantityLabel } = record;
  checkSome("panels of a trace", panels);
  const axis = valueAxis(record);
  const width = panels.length === 1 ? 400 : panels.length === 2 ? 352 : 234;
  const drawn = panels.map(({ title, lines, references }, index) => {
    checkSome(`lines of panel ${index}`, lines);
    const iterations = Math.max(2, ...lines.map(({ values }) => values.length));
    const line = (one: TraceLine) =>
      Plot.lineY(pointsOf(one, scale), {
        x: "x",
        y: "y",
        stroke: colour(one.main ? "model" : "muted"),
        strokeWidth: one.main ? 1.75 : 0.7,
        strokeOpacity: one.main ? 1 : 0.6,
        ...(one.series ? { strokeDasharray: dashOf(one.series) } : {}),
        className: one.main ? "cg-main" : "cg-faint",
      });
    const named = lines.filter(({ label, values }) => label !== undefined && values.length > 0);
    return panel({
      width,
      height: 230,
      margins,
      ...(panels.length > 1 ? { letter: String.fromCharCode(97 + index) } : {}),
      title,
      x: { domain: [1, iterations], type: "log", label: "iteration", tickFormat: powerOfTen },
      y: { ...axis, label: index === 0 ? quantityLabel : "" },
      marks: [
        ...lines.filter(({ main }) => !main).map(line),
        Plot.ruleY(references, {
          stroke: colour("reference"),
          strokeDasharray: dash.reference,
          strokeWidth: 1.25,
          className: "cg-reference",
        }),
        ...lines.filter(({ main }) => main).map(line),
      ],
      overlay: (at) => {
        const ends = named.map(({ values }) => values[values.length - 1]);
        const places = spreadApart(
          ends.map((value) => at.y(value) + 4),
          13,
        );
        return named
          .map(({ label = "", values }, i) =>
            directLabel(
              // A name that does not fit before the frame stands behind it.
              values.length > 0.6 * iterations ? at.x(iterations) + 4 : at.x(values.length) + 4,
              places[i],
              label,
              colour("data"),
            ),
          )
          .join("");
      },
    });
  });
  const all = panels.flatMap(({ lines }) => lines.filter(({ main }) => main));
  const ends = all.map(({ values }) => formatNumber(values[values.length - 1], 3)).join(", ");
  return figure({
    label: `Values against iteration in ${formatCount(panels.length, "panel")}; the marked lines end at ${ends}.`,
    key: seriesKey(panels),
    panels: drawn,
  });
}

import * as Plot from "@observablehq/plot";
import { type Band, checkLength, checkSome, largest, smallest } from "./check.js";
import { spreadApart } from "./end-labels.js";
import { figure } from "./figure.js";
import { pointSymbols, symbolKey } from "./intervals.js";
import { directLabel, panel, typeSize } from "./panel.js";
import { textWidth } from "./text.js";
import { colour } from "./theme.js";

/** Errors of several models against the amount of data. */
export interface ErrorAgainstSizeRecord {
  /** Amounts of data, ascending, shape [size]. */
  readonly sizes: readonly number[];
  readonly sizeLabel: string;
  readonly errorLabel: string;
  readonly series: readonly {
    readonly label: string;
    readonly role: "model" | "baseline";
    /** Shape [size]; not finite: diverged, and left out. */
    readonly errors: ArrayLike<number>;
    readonly range?: Band;
  }[];
  /** An error to compare with, such as that of the data themselves. */
  readonly reference?: { readonly value: number; readonly label: string };
}

const dashes = ["", "6 2.5", "1.5 2.5", "8 2 1.5 2"] as const;

/** Ticks of a logarithmic axis: 1, 2 and 5 times powers of ten. */
export function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, k) => first + k)
    .flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)))
    .filter((value) => value >= low && value <= high);
}

/**
 * Relative errors against the amount of data, both axes logarithmic: a symbol and a line style for each series
 * within its role, ranges as thin bars beside one another.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function errorAgainstSize(record: ErrorAgainstSizeRecord): string {
  const { sizes, series, reference } = record;
  checkSome("amounts of data", sizes);
  checkSome("series", series);
  for (const { label, errors, range } of series) {
    for (const values of [errors, range?.lower ?? errors, range?.upper ?? errors]) {
      checkLength(`errors of ${label}`, values, sizes.length);
    }
  }
  const all = series.flatMap(({ errors, range }) => [
    errors,
    range?.lower ?? [],
    range?.upper ?? [],
  ]);
  const values = [...all, reference === undefined ? [] : [reference.value]];
  const [low, high] = [smallest(values, 1) / 1.25, largest(values, 1) * 1.25];
  const [first, last] = [sizes[0] / 1.25, sizes[sizes.length - 1] * 1.25];
  const drawn = series.map((one, i) => {
    const place = series.slice(0, i).filter(({ role }) => role === one.role).length;
    // Beside one another, so that bars can be told apart.
    const aside = 1.035 ** (i - (series.length - 1) / 2);
    const rows = Array.from(one.errors, (error, k) => ({
      size: sizes[k] * aside,
      error,
      lower: one.range?.lower[k] ?? error,
      upper: one.range?.upper[k] ?? error,
    })).filter(({ error }) => Number.isFinite(error));
    return { ...one, rows, symbol: pointSymbols[place % 4], dash: dashes[place % 4] };
  });
  const longest = Math.max(...series.map(({ label }) => textWidth(label, typeSize.tick)));
  const sample = 26;
  const right = Math.ceil(Math.min(230, longest + sample + 14));
  const marks = drawn.flatMap(({ rows, role, symbol, dash }) => {
    const stroke = colour(role);
    const className = `cg-${role}`;
    return [
      Plot.ruleX(
        rows.filter(({ lower, upper }) => Number.isFinite(lower) && upper < Infinity),
        {
          x: "size",
          y1: "lower",
          y2: "upper",
          stroke,
          strokeWidth: 1,
          className: "cg-range",
        },
      ),
      Plot.line(rows, {
        x: "size",
        y: "error",
        stroke,
        strokeWidth: 1.5,
        className,
        ...(dash === "" ? {} : { strokeDasharray: dash, strokeLinecap: "butt" }),
      }),
      Plot.dot(rows, { x: "size", y: "error", symbol, r: 3, fill: stroke, className: "cg-point" }),
    ];
  });
  const only = panel({
    width: 470 + right,
    height: 300,
    margins: { top: 14, right, bottom: 38, left: 58 },
    x: {
      domain: [first, last],
      type: "log",
      label: record.sizeLabel,
      ticks: sizes,
      tickFormat: String,
    },
    y: {
      domain: [low, high],
      type: "log",
      label: record.errorLabel,
      ticks: logTicks(low, high),
      tickFormat: String,
    },
    marks: [
      ...(reference === undefined
        ? []
        : [
            Plot.ruleY([reference.value], {
              stroke: colour("reference"),
              strokeDasharray: "5 3",
              strokeWidth: 1.25,
              className: "cg-reference",
            }),
          ]),
      ...marks,
    ],
    overlay: (at) => {
      const x = at.x(last) + 8;
      const ends = drawn.map(({ rows }) => rows.at(-1)?.error ?? high);
      const places = spreadApart(
        ends.map((end) => at.y(end) + 4),
        15,
        at.y(low),
      );
      const labels = drawn.map(({ label, role, symbol, dash }, i) => {
        const y = places[i];
        const dotted = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
        const line = `<path class="cg-sample" d="M${x},${(y - 4).toFixed(1)}h${sample - 4}" fill="none" stroke="${colour(role)}" stroke-width="1.5"${dotted}/>`;
        return (
          line +
          `<g transform="translate(${(x - 2).toFixed(1)},${(y - 11).toFixed(1)})">${symbolKey(symbol, role)}</g>` +
          directLabel(x + sample, y, label, colour(role))
        );
      });
      const note =
        reference === undefined
          ? ""
          : directLabel(
              at.x(last) - 5,
              at.y(reference.value) - 5,
              reference.label,
              colour("data"),
              "end",
            );
      return labels.join("") + note;
    },
  });
  const label = `${record.errorLabel} against ${record.sizeLabel}, from ${sizes[0]} to ${sizes[sizes.length - 1]}, for ${series.map((one) => one.label).join("; ")}.`;
  return figure({ label, panels: [only] });
}

import * as Plot from "@observablehq/plot";
import { type Band, checkLength, checkSome, largest, smallest } from "./check.js";
import { spreadApart } from "./end-labels.js";
import { figure } from "./figure.js";
import { pointSymbols, symbolKey } from "./intervals.js";
import { logTicks } from "./log-ticks.js";
import { directLabel, panel, typeSize } from "./panel.js";
import { textWidth } from "./text.js";
import { colour, dash } from "./theme.js";

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

const seriesDashes = ["", "6 2.5", "1.5 2.5", "8 2 1.5 2"] as const;

/** Length of a sample of a line before its label, and of the space after it, in pixels. */
const sample = 26;

function lineSample(x: number, y: number, stroke: string, dashes: string): string {
  const dotted = dashes === "" ? "" : ` stroke-dasharray="${dashes}"`;
  return (
    `<path class="cg-sample" d="M${x.toFixed(1)},${(y - 4).toFixed(1)}h${sample - 4}" fill="none" ` +
    `stroke="${stroke}" stroke-width="1.5"${dotted}/>`
  );
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
    return { ...one, rows, symbol: pointSymbols[place % 4], dash: seriesDashes[place % 4] };
  });
  const labels = [...series, ...(reference === undefined ? [] : [reference])];
  const longest = Math.max(...labels.map(({ label }) => textWidth(label, typeSize.tick)));
  const right = Math.ceil(Math.min(230, longest + sample + 14));
  const marks = drawn.flatMap(({ rows, role, symbol, dash: dashes }) => {
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
        ...(dashes === "" ? {} : { strokeDasharray: dashes, strokeLinecap: "butt" }),
      }),
      Plot.dot(rows, { x: "size", y: "error", symbol, r: 3, fill: stroke, className: "cg-point" }),
    ];
  });
  const entries = drawn.map(({ label, role, symbol, dash: dashes, rows }) => ({
    error: rows.at(-1)?.error ?? high,
    draw: (x: number, y: number) =>
      lineSample(x, y, colour(role), dashes) +
      `<g transform="translate(${(x - 2).toFixed(1)},${(y - 11).toFixed(1)})">${symbolKey(symbol, role)}</g>` +
      directLabel(x + sample, y, label, colour(role)),
  }));
  if (reference !== undefined) {
    entries.push({
      error: reference.value,
      draw: (x, y) =>
        lineSample(x, y, colour("reference"), dash.reference) +
        directLabel(x + sample, y, reference.label, colour("data")),
    });
  }
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
              strokeDasharray: dash.reference,
              strokeWidth: 1.25,
              className: "cg-reference",
            }),
          ]),
      ...marks,
    ],
    overlay: (at) => {
      const x = at.x(last) + 8;
      const places = spreadApart(
        entries.map(({ error }) => at.y(error) + 4),
        15,
        at.y(low),
      );
      return entries.map(({ draw }, i) => draw(x, places[i])).join("");
    },
  });
  const label = `${record.errorLabel} against ${record.sizeLabel}, from ${sizes[0]} to ${sizes[sizes.length - 1]}, for ${series.map((one) => one.label).join("; ")}.`;
  return figure({ label, panels: [only] });
}

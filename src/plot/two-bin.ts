import * as Plot from "@observablehq/plot";
import { checkLength, checkSome, largest } from "./check.js";
import { figure, keyEntry } from "./figure.js";
import { intervalKey, intervalMarks } from "./intervals.js";
import { panel } from "./panel.js";
import { formatCount, formatNumber } from "./text.js";
import { colour } from "./theme.js";

/** Probability of finding two walkers in the bins k1 and k2 at once: predicted and reference. */
export interface TwoBinEntry {
  /** Bins, counted from 1. */
  readonly pair: readonly [number, number];
  readonly median: number;
  readonly interval50?: readonly [number, number];
  readonly interval95: readonly [number, number];
  /** Mean over the reference simulations, and its 95 % sampling interval. */
  readonly reference: number;
  readonly referenceInterval: readonly [number, number];
}

/** Two-bin probabilities at several times (rows) and resolutions (columns). */
export interface TwoBinRecord {
  /** Titles of the rows, such as "*t* = 10 Δ*t*", shape [time]. */
  readonly times: readonly string[];
  readonly columns: readonly {
    /** Title of the column, such as "24 bins". */
    readonly title: string;
    /** Shape [time, pair]. */
    readonly entries: readonly (readonly TwoBinEntry[])[];
  }[];
  /** Reference simulations. */
  readonly simulations: number;
}

const shift = 0.16;

function referenceMarks(entries: readonly TwoBinEntry[]): Plot.Markish[] {
  const stroke = colour("reference");
  const data = entries.map((entry, i) => ({
    at: i + shift,
    value: entry.reference,
    lower: entry.referenceInterval[0],
    upper: entry.referenceInterval[1],
  }));
  return [
    Plot.ruleX(data, {
      x: "at",
      y1: "lower",
      y2: "upper",
      stroke,
      strokeWidth: 1.5,
      strokeDasharray: "3 1.5",
      className: "cg-reference-interval",
    }),
    Plot.dot(data, {
      x: "at",
      y: "value",
      symbol: "diamond2",
      r: 2.6,
      fill: colour("background"),
      stroke,
      strokeWidth: 1.5,
      className: "cg-reference",
    }),
  ];
}

/** The power of ten that brings the largest value to 1..10. */
function exponentOf(value: number): number {
  return value > 0 ? Math.floor(Math.log10(value)) : 0;
}

/**
 * Probabilities of finding two walkers in two given bins at once, predicted and reference side by side
 * (Felsberger & Koutsourelakis 2019, figure 14). Each column of panels shares one scale from 0.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function twoBin(record: TwoBinRecord): string {
  const { times, columns } = record;
  checkSome("columns of two-bin probabilities", columns);
  checkSome("times of two-bin probabilities", times);
  const scales = columns.map((column) => {
    checkLength("times of a column", column.entries, times.length);
    const ends = column.entries
      .flat()
      .map((e) => [e.interval95[1], e.reference, e.referenceInterval[1]]);
    // Probabilities that are all zero still need an axis.
    const top = largest(ends) || 1;
    const exponent = exponentOf(top);
    return { unit: 10 ** exponent, exponent, top: (1.08 * top) / 10 ** exponent };
  });
  const panels = times.flatMap((time, row) =>
    columns.map((column, index) => {
      const { unit, exponent, top } = scales[index];
      const scaled = (interval: readonly [number, number]) =>
        [interval[0] / unit, interval[1] / unit] as const;
      const entries = column.entries[row].map((entry) => ({
        ...entry,
        median: entry.median / unit,
        interval95: scaled(entry.interval95),
        ...(entry.interval50 === undefined ? {} : { interval50: scaled(entry.interval50) }),
        reference: entry.reference / unit,
        referenceInterval: scaled(entry.referenceInterval),
      }));
      return panel({
        width: 350,
        height: 178,
        letter: String.fromCharCode(97 + row * columns.length + index),
        title: time,
        note: column.title,
        x: {
          domain: [-0.6, entries.length - 0.4],
          label: "bins (*k*_{1}, *k*_{2})",
          ticks: entries.map((_, i) => i),
          tickFormat: (i) => `(${entries[i].pair.join(", ")})`,
        },
        y: {
          domain: [0, top],
          label: `probability${exponent === 0 ? "" : ` (10^{${formatNumber(exponent)}})`}`,
          ticks: 4,
        },
        marks: [
          ...intervalMarks(
            entries.map((entry, i) => ({
              ...entry,
              at: i - shift,
              value: entry.median,
              active: true,
            })),
            "vertical",
          ),
          ...referenceMarks(entries),
        ],
      });
    }),
  );
  const stroke = colour("reference");
  const key = [
    keyEntry(intervalKey(), "predictive median, 50 % and 95 % interval"),
    keyEntry(
      `<path d="M1,7H25" stroke="${stroke}" stroke-width="1.5" stroke-dasharray="3 1.5"/>` +
        `<path d="M13,3L17,7L13,11L9,7Z" fill="${colour("background")}" stroke="${stroke}" stroke-width="1.5"/>`,
      `${formatCount(record.simulations, "simulation")}, 95 % sampling interval`,
    ),
  ];
  const label = `Two-bin probabilities at ${times.length} times, predicted with 95 % intervals against reference simulations.`;
  return figure({ label, key, panels });
}

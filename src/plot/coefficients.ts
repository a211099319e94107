import * as Plot from "@observablehq/plot";
import { checkSome, largest, smallest } from "./check.js";
import { figure, keyEntry, lineKey } from "./figure.js";
import { intervalKey, intervalMarks, pointSymbols, symbolKey } from "./intervals.js";
import { type Panel, panel } from "./panel.js";
import { formatNumber } from "./text.js";
import { colour } from "./theme.js";

/** A coefficient's posterior. */
export interface CoefficientEstimate {
  /** `m=-1` for X_{j-1}, `m=-1,1` for X_{j-1} X_{j+1}. */
  readonly name: string;
  readonly mean: number;
  readonly interval50: readonly [number, number];
  readonly interval95: readonly [number, number];
  /** False if the sparsity prior switched it off. */
  readonly active: boolean;
}

/** Coefficients of one law, learned from several amounts of data. */
export interface CoefficientsRecord {
  readonly fits: readonly {
    /** Training sequences. */
    readonly sequences: number;
    readonly coefficients: readonly CoefficientEstimate[];
  }[];
  /** Values to compare with, by the coefficient's name. */
  readonly reference?: {
    /** What they are, such as "exact one-step bin weight". */
    readonly label: string;
    readonly values: readonly { readonly name: string; readonly value: number }[];
  };
}

/** Most products that the second panel lists. */
const mostProducts = 12;

/** Offsets m of a coefficient's name: one for a first-order term, two for a product; undefined else. */
export function offsets(name: string): readonly number[] | undefined {
  const match = /^m=(-?\d+)(?:,(-?\d+))?$/.exec(name);
  return match?.slice(1).flatMap((m) => (m === undefined ? [] : [Number(m)]));
}

/** Places of series beside one another within a category of width 1. */
function dodge(index: number, count: number): number {
  return (index - (count - 1) / 2) * Math.min(0.29, 0.8 / count);
}

function valueDomain(values: readonly CoefficientEstimate[], reference: readonly number[]) {
  const low = smallest([values.map((c) => c.interval95[0]), reference, [0]]);
  const high = largest([values.map((c) => c.interval95[1]), reference, [0]]);
  const margin = 0.06 * (high - low || 1);
  return [low - margin, high + margin] as const;
}

type Fits = CoefficientsRecord["fits"];

function firstOrderPanel(record: CoefficientsRecord, fits: Fits, width: number): Panel {
  const all = fits.flatMap((fit) => fit.coefficients);
  const range = largest([all.map((c) => Math.abs(offsets(c.name)?.[0] ?? 0))]);
  const reference = (record.reference?.values ?? []).flatMap(({ name, value }) => {
    const m = offsets(name);
    return m?.length === 1 ? [{ m: m[0], value }] : [];
  });
  const ticks = Array.from({ length: 2 * range + 1 }, (_, i) => i - range);
  return panel({
    width,
    height: 290,
    letter: "a",
    title: "first order",
    x: {
      domain: [-range - 0.6, range + 0.6],
      label: "offset *m*",
      ticks,
      tickFormat: (m) => formatNumber(m),
    },
    y: {
      domain: valueDomain(
        all,
        reference.map((r) => r.value),
      ),
      label: "coefficient *θ*_{m}",
    },
    marks: [
      Plot.ruleY([0], { stroke: colour("muted"), strokeWidth: 0.75, className: "cg-zero" }),
      ...fits.flatMap((fit, index) =>
        intervalMarks(
          fit.coefficients.map((c) => ({
            ...c,
            at: (offsets(c.name)?.[0] ?? 0) + dodge(index, fits.length),
            value: c.mean,
          })),
          "vertical",
          pointSymbols[index % pointSymbols.length],
        ),
      ),
      Plot.ruleY(
        reference.map(({ m, value }) => ({ value, left: m - 0.46, right: m + 0.46 })),
        {
          y: "value",
          x1: "left",
          x2: "right",
          stroke: colour("reference"),
          strokeWidth: 1.75,
          strokeDasharray: "4 2",
          className: "cg-reference",
        },
      ),
    ],
  });
}

function productsPanel(record: CoefficientsRecord, fits: Fits, width: number): Panel {
  const all = fits.flatMap((fit) => fit.coefficients);
  const size = (name: string) =>
    largest([all.filter((c) => c.name === name).map((c) => Math.abs(c.mean))]);
  const active = [...new Set(all.filter((c) => c.active).map((c) => c.name))];
  const shown = active.toSorted((a, b) => size(b) - size(a)).slice(0, mostProducts);
  const reference = (record.reference?.values ?? []).flatMap(({ name, value }) => {
    const row = shown.indexOf(name);
    return row < 0 ? [] : [{ row, value }];
  });
  const note = active.length > shown.length ? `${shown.length} largest of ${active.length}` : "";
  const drawn = all.filter((c) => shown.includes(c.name));
  const title = (name: string) =>
    `(${offsets(name)
      ?.map((m) => formatNumber(m))
      .join(", ")})`;
  return panel({
    width,
    height: Math.min(290, Math.max(180, 76 + 40 * shown.length)),
    letter: "b",
    title: "products, active",
    ...(note === "" ? {} : { note }),
    x: {
      domain: valueDomain(
        drawn,
        reference.map((r) => r.value),
      ),
      label: "coefficient *θ*",
      ticks: 3,
    },
    y: {
      domain: [shown.length - 0.4, -0.6],
      label: "offsets (*m*_{1}, *m*_{2})",
      ticks: shown.map((_, row) => row),
      tickFormat: (row) => title(shown[row]),
    },
    margins: { top: 26, right: 12, bottom: 38, left: 74 },
    marks: [
      Plot.ruleX([0], { stroke: colour("muted"), strokeWidth: 0.75, className: "cg-zero" }),
      ...fits.flatMap((fit, index) =>
        intervalMarks(
          fit.coefficients
            .filter((c) => shown.includes(c.name))
            .map((c) => ({
              ...c,
              at: shown.indexOf(c.name) + dodge(index, fits.length),
              value: c.mean,
            })),
          "horizontal",
          pointSymbols[index % pointSymbols.length],
        ),
      ),
      Plot.ruleX(
        reference.map(({ row, value }) => ({ value, top: row - 0.46, bottom: row + 0.46 })),
        {
          x: "value",
          y1: "top",
          y2: "bottom",
          stroke: colour("reference"),
          strokeWidth: 1.75,
          strokeDasharray: "4 2",
          className: "cg-reference",
        },
      ),
    ],
  });
}

/**
 * Posterior of the coefficients for several amounts of data: first-order ones by their offset m, and the
 * active products by name (Felsberger & Koutsourelakis 2019, figures 11 and 16). Dot: mean; thick and
 * thin: 50 % and 95 % interval; hollow: switched off.
 *
 * @throws InvalidData if there is nothing to draw
 */
export function coefficients(record: CoefficientsRecord): string {
  checkSome("fits", record.fits);
  const ofOrder = (order: number) =>
    record.fits.map((fit) => ({
      sequences: fit.sequences,
      coefficients: fit.coefficients.filter((c) => offsets(c.name)?.length === order),
    }));
  const first = ofOrder(1);
  const second = ofOrder(2);
  checkSome(
    "first-order coefficients",
    first.flatMap((fit) => fit.coefficients),
  );
  const anyProduct = second.some((fit) => fit.coefficients.some((c) => c.active));
  const panels = [firstOrderPanel(record, first, 430)];
  if (anyProduct) panels.push(productsPanel(record, second, 274));
  const key = [
    ...(record.fits.length > 1
      ? record.fits.map((fit, index) =>
          keyEntry(
            symbolKey(pointSymbols[index % pointSymbols.length]),
            `*N* = ${formatNumber(fit.sequences, 6)}`,
          ),
        )
      : []),
    keyEntry(intervalKey(), "mean, 50 % and 95 % interval"),
    keyEntry(intervalKey(true), "switched off"),
    ...(record.reference === undefined
      ? []
      : [keyEntry(lineKey(colour("reference"), "4 2"), record.reference.label)]),
  ];
  const label = `Coefficients of the learned law with 50 % and 95 % intervals, from ${record.fits
    .map((fit) => fit.sequences)
    .join(", ")} training sequences.`;
  return figure({ label, key, panels });
}

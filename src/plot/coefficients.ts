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
  /** Values to compare with. */
  readonly reference?: CoefficientValues;
  /** Values of another law, drawn as a baseline. */
  readonly rival?: CoefficientValues;
}

/** A law's coefficients without uncertainty. Products among them are listed though no fit keeps them. */
export interface CoefficientValues {
  /** What they are, such as "exact one-step bin weight". */
  readonly label: string;
  /** By the coefficient's name. */
  readonly values: readonly { readonly name: string; readonly value: number }[];
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

/** How the values of other laws are drawn. */
const valueLines = [
  { of: "reference", dashes: "4 2" },
  { of: "rival", dashes: "1.5 1.5" },
] as const;

/** Name and style of each kind of values there is, with those that `place` finds a place for. */
function placedValues(record: CoefficientsRecord, place: (name: string) => number | undefined) {
  return valueLines.flatMap(({ of, dashes }) => {
    const role = of === "rival" ? "baseline" : of;
    const values = (record[of]?.values ?? []).flatMap(({ name, value }) => {
      const at = place(name);
      return at === undefined ? [] : [{ at, value, from: at - 0.46, to: at + 0.46 }];
    });
    const style = {
      stroke: colour(role),
      strokeWidth: 1.75,
      strokeDasharray: dashes,
      className: `cg-${role}`,
    };
    return values.length === 0 ? [] : [{ values, style }];
  });
}

function firstOrderPanel(record: CoefficientsRecord, fits: Fits, width: number): Panel {
  const all = fits.flatMap((fit) => fit.coefficients);
  const range = largest([all.map((c) => Math.abs(offsets(c.name)?.[0] ?? 0))]);
  const lines = placedValues(record, (name) => {
    const m = offsets(name);
    return m?.length === 1 ? m[0] : undefined;
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
        lines.flatMap(({ values }) => values.map(({ value }) => value)),
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
      ...lines.map(({ values, style }) =>
        Plot.ruleY(values, { y: "value", x1: "from", x2: "to", ...style }),
      ),
    ],
  });
}

function productsPanel(record: CoefficientsRecord, fits: Fits, width: number): Panel {
  const all = fits.flatMap((fit) => fit.coefficients);
  const size = (name: string) =>
    largest([all.filter((c) => c.name === name).map((c) => Math.abs(c.mean))]);
  const active = [...new Set(all.filter((c) => c.active).map((c) => c.name))];
  const known = new Set(all.map((c) => c.name));
  const named = valueLines
    .flatMap(({ of }) => (record[of]?.values ?? []).map(({ name }) => name))
    .filter((name) => known.has(name) && !active.includes(name));
  const listed = [...active.toSorted((a, b) => size(b) - size(a)), ...new Set(named)];
  const shown = listed.slice(0, mostProducts);
  const lines = placedValues(record, (name) => {
    const row = shown.indexOf(name);
    return row < 0 ? undefined : row;
  });
  const note = listed.length > shown.length ? `${shown.length} largest of ${listed.length}` : "";
  const drawn = all.filter((c) => shown.includes(c.name));
  const title = (name: string) =>
    `(${offsets(name)
      ?.map((m) => formatNumber(m))
      .join(", ")})`;
  return panel({
    width,
    height: Math.min(290, Math.max(180, 76 + 40 * shown.length)),
    letter: "b",
    title: listed.length > active.length ? "products" : "products, active",
    ...(note === "" ? {} : { note }),
    x: {
      domain: valueDomain(
        drawn,
        lines.flatMap(({ values }) => values.map(({ value }) => value)),
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
      ...lines.map(({ values, style }) =>
        Plot.ruleX(values, { x: "value", y1: "from", y2: "to", ...style }),
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
    ...valueLines.flatMap(({ of, dashes }) => {
      const values = record[of];
      const stroke = colour(of === "rival" ? "baseline" : of);
      return values === undefined ? [] : [keyEntry(lineKey(stroke, dashes), values.label)];
    }),
  ];
  const label = `Coefficients of the learned law with 50 % and 95 % intervals, from ${record.fits
    .map((fit) => fit.sequences)
    .join(", ")} training sequences.`;
  return figure({ label, key, panels });
}

import * as Plot from "@observablehq/plot";
import { checkLength, checkSome } from "./check.js";
import { figure, keyEntry, lineKey } from "./figure.js";
import { intervalKey, intervalMarks } from "./intervals.js";
import { panel } from "./panel.js";
import { binOutline, binPoints } from "./steps.js";
import { formatCount } from "./text.js";
import { colour, dash } from "./theme.js";

/** Inferred coarse states beside the true ones. */
export interface StateIntervalsRecord {
  readonly domain: readonly [number, number];
  /** What x is, such as "position *y*". */
  readonly spaceLabel: string;
  readonly panels: readonly {
    readonly title: string;
    readonly quantityLabel: string;
    /** [bin] each. */
    readonly mean: ArrayLike<number>;
    readonly lower: ArrayLike<number>;
    readonly upper: ArrayLike<number>;
    readonly truth: ArrayLike<number>;
  }[];
}

const margins = { top: 26, right: 12, bottom: 38, left: 52 };

/**
 * Means and 95 % intervals of inferred states, bin by bin, over the true ones (Felsberger & Koutsourelakis
 * 2019, figure 6).
 *
 * @throws InvalidData if there is no panel, or arrays of one differ in length
 */
export function stateIntervals(record: StateIntervalsRecord): string {
  const { domain, panels } = record;
  checkSome("panels of states", panels);
  const drawn = panels.map(({ title, quantityLabel, mean, lower, upper, truth }, index) => {
    for (const values of [lower, upper, truth])
      checkLength("values of a state", values, mean.length);
    const all = [...Array.from(lower), ...Array.from(upper), ...Array.from(truth)];
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const room = 0.08 * (high - low || 1);
    const points = binPoints(domain, mean).map(({ x, value }, j) => ({
      at: x,
      value,
      interval95: [lower[j], upper[j]] as const,
      active: true,
    }));
    return panel({
      width: panels.length === 1 ? 420 : 352,
      height: 240,
      margins,
      ...(panels.length > 1 ? { letter: String.fromCharCode(97 + index) } : {}),
      title,
      x: { domain, label: record.spaceLabel },
      y: { domain: [low - room, high + room], label: quantityLabel },
      marks: [
        Plot.line(binOutline(domain, truth), {
          x: "x",
          y: "value",
          stroke: colour("reference"),
          strokeDasharray: dash.reference,
          strokeWidth: 1.25,
          className: "cg-truth",
        }),
        ...intervalMarks(points, "vertical"),
      ],
    });
  });
  return figure({
    label: `Inferred coarse states with 95 % intervals over the true ones, in ${formatCount(panels.length, "panel")}.`,
    key: [
      keyEntry(intervalKey(), "inferred: mean and 95 % interval"),
      keyEntry(lineKey(colour("reference"), dash.reference, 1.25), "true state"),
    ],
    panels: drawn,
  });
}

import * as Plot from "@observablehq/plot";
import { invalidData } from "../errors.js";
import { checkSome, largest, smallest } from "./check.js";
import { figure } from "./figure.js";
import { directLabel, panel } from "./panel.js";
import { type Point, withinStrip } from "./steps.js";
import { formatCount, formatNumber } from "./text.js";
import { colour } from "./theme.js";

/** The evidence lower bound of one or more runs of the same fit. */
export interface BoundTraceRecord {
  readonly runs: readonly {
    /** Bound after each iteration, in nats. */
    readonly bound: ArrayLike<number>;
    /** Whether the run met its stopping rule, rather than its limit of iterations. */
    readonly converged: boolean;
  }[];
  /** The run whose posterior is used; the others are drawn faintly. */
  readonly main: number;
}

function trace(bound: ArrayLike<number>, scale = 1, shift = 0): Point[] {
  return Array.from({ length: bound.length }, (_, i) => ({
    x: i + 1,
    y: (bound[i] - shift) / scale,
  }));
}

/** A power of 1000 that keeps the ticks short. */
function unitOf(size: number): { scale: number; label: string } {
  const units = [
    { scale: 1e9, label: "10^{9} nats" },
    { scale: 1e6, label: "10^{6} nats" },
    { scale: 1e3, label: "10^{3} nats" },
  ];
  return units.find((unit) => size >= 2 * unit.scale) ?? { scale: 1, label: "nats" };
}

/** Fewer points where a long trace has many per pixel; the last one stays. */
function thin(points: readonly Point[]): Point[] {
  let next = 0;
  return points.filter((point, i) => {
    const keep = i >= next || i === points.length - 1;
    if (keep) next = Math.max(i + 1, Math.floor(i * 1.004) + 1);
    return keep && Number.isFinite(point.y);
  });
}

function lines(pieces: readonly (readonly Point[])[], main: boolean): Plot.Markish[] {
  return pieces.map((piece) =>
    Plot.lineY(piece, {
      x: "x",
      y: "y",
      stroke: colour("model"),
      strokeWidth: main ? 1.75 : 0.8,
      strokeOpacity: main ? 1 : 0.55,
      className: main ? "cg-main" : "cg-restart",
    }),
  );
}

/** The last half of the main run, as the difference from its last value. */
function tailPanel(record: BoundTraceRecord, width: number, height: number) {
  const main = record.runs[record.main];
  const last = main.bound.length;
  const start = Math.max(1, Math.floor(last / 2));
  const end = main.bound[last - 1];
  const tail = trace(main.bound, 1, end).slice(start - 1);
  const low = Math.min(smallest([tail.map((p) => p.y)]), -1e-3);
  // The bound may end below an earlier value, of a larger model: the frame shows that too.
  const high = Math.max(largest([tail.map((p) => p.y)]), 0);
  const room = 0.15 * (high - low);
  const lower = low - room;
  const upper = high + room;
  const others = record.runs.filter((_, i) => i !== record.main);
  const within = others.flatMap((run) =>
    withinStrip(
      trace(run.bound, 1, end).filter((p) => p.x >= start && p.x <= last),
      lower,
      upper,
    ),
  );
  return panel({
    width,
    height,
    margins: { top: 18, right: 8, bottom: 32, left: 46 },
    x: {
      domain: [start, Math.max(last, start + 1)],
      label: "",
      ticks: 3,
      tickFormat: (i) => formatNumber(i, 6),
    },
    y: { domain: [lower, upper], label: "", ticks: 3 },
    marks: [
      Plot.ruleY([0], { stroke: colour("hairline"), strokeWidth: 0.75 }),
      ...lines(within, false),
      ...lines([tail], true),
      Plot.dot([tail[tail.length - 1]], {
        x: "x",
        y: "y",
        r: 3,
        fill: colour("model"),
        className: "cg-stop",
      }),
    ],
    overlay: () =>
      `<text x="46" y="11" font-size="11" fill="${colour("data")}">tail: bound − last value (nats)</text>`,
  });
}

/**
 * The evidence lower bound against iteration (logarithmic), restarts faint, the last half of the main run
 * enlarged, its last iteration marked (Felsberger & Koutsourelakis 2019, figure 10).
 *
 * @throws InvalidData if there is no run, or the main one is empty or does not end at a finite bound
 */
export function boundTrace(record: BoundTraceRecord): string {
  checkSome("runs of a bound trace", record.runs);
  const main = record.runs[record.main];
  checkSome("bound of the main run", main?.bound ?? []);
  const stop = main.bound[main.bound.length - 1];
  if (!Number.isFinite(stop)) throw invalidData("last bound", "a finite value", `${stop}`);
  const bounds = record.runs.map((run) => run.bound);
  const unit = unitOf(largest(bounds.map((bound) => Array.from(bound, Math.abs))));
  const last = main.bound.length;
  const end = stop / unit.scale;
  const low = smallest(bounds) / unit.scale;
  const high = largest(bounds) / unit.scale;
  const span = high - low || Math.abs(high) || 1;
  const width = 430;
  const height = 310;
  const inset = last >= 6 ? tailPanel(record, 226, 146) : undefined;
  const iterations = Math.max(2, largest(bounds.map((bound) => [bound.length])));
  const drawing = panel({
    width,
    height,
    margins: { top: 26, right: 14, bottom: 38, left: 60 },
    note: `${main.converged ? "converged after" : "limit of"} ${formatCount(last, "iteration")}`,
    x: { domain: [1, 1.15 * iterations], type: "log", label: "iteration", tickFormat: powerOfTen },
    y: {
      domain: [low - 0.04 * span, high + 0.06 * span],
      label: `evidence lower bound (${unit.label})`,
    },
    marks: [
      ...record.runs.flatMap((run, i) =>
        i === record.main ? [] : lines([thin(trace(run.bound, unit.scale))], false),
      ),
      ...lines([thin(trace(main.bound, unit.scale))], true),
      Plot.dot([{ x: last, y: end }], {
        x: "x",
        y: "y",
        r: 3.2,
        fill: colour("model"),
        className: "cg-stop",
      }),
    ],
    overlay: (at) => {
      const x = at.x(last);
      const y = at.y(end);
      const word = directLabel(x - 2, y + 17, "stop", colour("data"), "end");
      if (inset === undefined) return word;
      const place = `x="${width - inset.width - 20}" y="${height - inset.height - 42}"`;
      return `${word}<svg class="cg-inset" ${place} width="${inset.width}" height="${inset.height}">${inset.svg}</svg>`;
    },
  });
  const label =
    `Evidence lower bound against iteration for ${formatCount(record.runs.length, "run")}; the main one ends at ` +
    `${formatNumber(stop, 7)} nats after ${formatCount(last, "iteration")}.`;
  return figure({ label, panels: [drawing] });
}

function powerOfTen(value: number): string {
  const power = Math.round(Math.log10(value));
  return Math.abs(value / 10 ** power - 1) < 1e-9 ? formatNumber(value, 3) : "";
}

import * as Plot from "@observablehq/plot";
import { colour, type Role } from "./theme.js";

/** A point estimate with its intervals, placed on an axis of categories. */
export interface IntervalPoint {
  /** Place on the axis of categories. */
  readonly at: number;
  readonly value: number;
  readonly interval50?: readonly [number, number];
  readonly interval95: readonly [number, number];
  /** Hollow when false. */
  readonly active: boolean;
}

/** Shapes of the points; their order tells series of one role apart. */
export const pointSymbols = ["circle", "square", "triangle", "diamond2"] as const;

/** One of {@link pointSymbols}. */
export type PointSymbol = (typeof pointSymbols)[number];

/**
 * Dots with a thick 50 % and a thin 95 % interval in the model's colour. Vertical puts the categories on
 * the x axis, horizontal on the y axis.
 */
export function intervalMarks(
  points: readonly IntervalPoint[],
  direction: "vertical" | "horizontal",
  symbol: PointSymbol = "circle",
): Plot.Markish[] {
  const stroke = colour("model");
  const data = points.map((point) => ({
    at: point.at,
    value: point.value,
    lower50: point.interval50?.[0],
    upper50: point.interval50?.[1],
    lower95: point.interval95[0],
    upper95: point.interval95[1],
  }));
  const rule = (level: 50 | 95, strokeWidth: number) => {
    const options = {
      stroke,
      strokeWidth,
      className: `cg-interval${level}`,
      strokeLinecap: "butt",
    };
    const drawn = data.filter((datum) => datum[`lower${level}`] !== undefined);
    return direction === "vertical"
      ? Plot.ruleX(drawn, {
          ...options,
          x: "at",
          y1: `lower${level}`,
          y2: `upper${level}`,
        } as object)
      : Plot.ruleY(drawn, {
          ...options,
          y: "at",
          x1: `lower${level}`,
          x2: `upper${level}`,
        } as object);
  };
  const place = direction === "vertical" ? { x: "at", y: "value" } : { y: "at", x: "value" };
  const dots = (active: boolean) =>
    Plot.dot(
      data.filter((_, i) => points[i].active === active),
      {
        ...place,
        symbol,
        r: symbol === "circle" ? 2.4 : 2.7,
        fill: active ? stroke : colour("background"),
        stroke,
        strokeWidth: 1,
        className: active ? "cg-active" : "cg-pruned",
      },
    );
  return [rule(95, 1), rule(50, 3), dots(false), dots(true)];
}

/** A sample of a point with its intervals, 26 × 14 pixels. */
export function intervalKey(hollow = false): string {
  const stroke = colour("model");
  const fill = hollow ? colour("background") : stroke;
  return (
    `<path d="M1,7H25" stroke="${stroke}"/><path d="M7,7H19" stroke="${stroke}" stroke-width="3"/>` +
    `<circle cx="13" cy="7" r="2.8" fill="${fill}" stroke="${stroke}"/>`
  );
}

/** A symbol alone, for a key. */
export function symbolKey(symbol: PointSymbol, role: Role = "model"): string {
  const fill = colour(role);
  const shapes = {
    circle: `<circle cx="13" cy="7" r="3" fill="${fill}"/>`,
    square: `<rect x="10" y="4" width="6" height="6" fill="${fill}"/>`,
    triangle: `<path d="M13,3L17,10H9Z" fill="${fill}"/>`,
    diamond2: `<path d="M13,3L17,7L13,11L9,7Z" fill="${fill}"/>`,
  };
  return shapes[symbol];
}

import { invalidData } from "../errors.js";
import { checkWhole } from "./check.js";

/** A uniform grid of points in one or two dimensions. */
export interface FieldGrid {
  /** Ends of the domain in each dimension. */
  readonly domain: readonly (readonly [number, number])[];
  /** Points in each dimension; fields are row-major, the last dimension fastest. In two: y, then x. */
  readonly points: readonly number[];
  /** Points at from + i (to - from) / n if periodic, else at from + i (to - from) / (n - 1). */
  readonly periodic: boolean;
}

/** Number of values of a field. */
export function fieldSize({ points }: FieldGrid): number {
  return points.reduce((product, n) => product * n, 1);
}

/** Distance of neighbouring points in each dimension. */
export function fieldSpacing({ domain, points, periodic }: FieldGrid): number[] {
  return domain.map(([from, to], d) => (to - from) / (periodic ? points[d] : points[d] - 1));
}

/** Coordinates of the points in each dimension. */
export function fieldPoints({ domain, points, periodic }: FieldGrid): Float64Array[] {
  return domain.map(([from, to], d) => {
    const intervals = periodic ? points[d] : points[d] - 1;
    return Float64Array.from(
      { length: points[d] },
      (_, i) => from + (i * (to - from)) / Math.max(1, intervals),
    );
  });
}

/** @throws InvalidData unless the grid has one or two dimensions, finite ends and at least two points */
export function checkFieldGrid(grid: FieldGrid): void {
  const { domain, points, periodic } = grid ?? {};
  const dimensions = Array.isArray(domain) ? domain.length : 0;
  if (dimensions < 1 || dimensions > 2) {
    throw invalidData("domain of a field", "ends for one or two dimensions", `${dimensions}`);
  }
  if (!Array.isArray(points) || points.length !== dimensions) {
    throw invalidData("points of a field", `${dimensions} whole numbers`, `${points}`);
  }
  for (const [d, n] of points.entries()) {
    checkWhole(`points of dimension ${d}`, n, 2);
    const [from, to]: readonly number[] = Array.isArray(domain[d]) ? domain[d] : [];
    if (!(Number.isFinite(from) && Number.isFinite(to) && from < to)) {
      throw invalidData(
        "domain of a field",
        "two finite numbers, the smaller first",
        `[${domain[d]}]`,
      );
    }
  }
  if (typeof periodic !== "boolean") {
    throw invalidData("periodic", "true or false", `${periodic}`);
  }
}

/** `1000 points on [0, 1], periodic`, for messages. */
export function describeFieldGrid({ domain, points, periodic }: FieldGrid): string {
  const ends = domain.map(([from, to]) => `[${from}, ${to}]`).join(" x ");
  return `${points.join(" x ")} points on ${ends}, ${periodic ? "periodic" : "bounded"}`;
}

/** @throws InvalidData, naming both, unless two grids are the same */
export function checkSameGrid(what: string, expected: FieldGrid, found: FieldGrid): void {
  const [wanted, given] = [describeFieldGrid(expected), describeFieldGrid(found)];
  if (wanted !== given) {
    const recover = "Interpolate the fields onto that grid, or fit a model on this one.";
    throw invalidData(what, wanted, given, recover);
  }
}

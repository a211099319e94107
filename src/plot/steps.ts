/** Piecewise constant profiles: a bin's value holds from its left edge to its right one. */

/** A corner of a step outline. */
export interface Corner {
  readonly x: number;
  readonly value: number;
}

/** Corners of the outline of `values`, shape [bins], on equal bins of `domain`: two for each bin. */
export function stepLine(domain: readonly [number, number], values: ArrayLike<number>): Corner[] {
  const bins = values.length;
  const width = (domain[1] - domain[0]) / bins;
  return Array.from({ length: 2 * bins }, (_, i) => ({
    x: domain[0] + Math.ceil(i / 2) * width,
    value: values[i >> 1],
  }));
}

/** More bins than this are drawn as a line through their centres: steps would be noise to the eye. */
const mostSteps = 48;

/** The outline of `values` to draw: steps for few bins, a line through the centres for many. */
export function binOutline(domain: readonly [number, number], values: ArrayLike<number>): Corner[] {
  if (values.length <= mostSteps) return stepLine(domain, values);
  const points = binPoints(domain, values);
  return [
    { x: domain[0], value: values[0] },
    ...points,
    { x: domain[1], value: values[values.length - 1] },
  ];
}

/** Centres and values of the bins. */
export function binPoints(domain: readonly [number, number], values: ArrayLike<number>): Corner[] {
  const width = (domain[1] - domain[0]) / values.length;
  return Array.from({ length: values.length }, (_, j) => ({
    x: domain[0] + (j + 0.5) * width,
    value: values[j],
  }));
}

/** A point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Cuts a line to a horizontal strip: the pieces of it with lower ≤ y ≤ upper, ends interpolated. Points
 * that are not finite break the line.
 */
export function withinStrip(line: readonly Point[], lower: number, upper: number): Point[][] {
  const pieces: Point[][] = [];
  let piece: Point[] = [];
  const close = () => {
    if (piece.length > 0) pieces.push(piece);
    piece = [];
  };
  const inside = (p: Point) => p.y >= lower && p.y <= upper;
  const finite = (p: Point) => Number.isFinite(p.x) && Number.isFinite(p.y);
  for (let i = 0; i < line.length; i++) {
    const point = line[i];
    const previous = line[i - 1];
    if (!finite(point)) {
      close();
      continue;
    }
    if (previous !== undefined && finite(previous) && !(inside(previous) && inside(point))) {
      const levels = [lower, upper].filter(
        (level) => Math.min(previous.y, point.y) < level && level < Math.max(previous.y, point.y),
      );
      const ends = levels.map((level) => {
        const share = (level - previous.y) / (point.y - previous.y);
        return { x: previous.x + share * (point.x - previous.x), y: level };
      });
      ends.sort((a, b) => a.x - b.x);
      if (inside(previous)) {
        piece.push(...ends);
        close();
      } else {
        close();
        piece.push(...ends);
        if (!inside(point)) close();
      }
    }
    if (inside(point)) piece.push(point);
  }
  close();
  return pieces;
}

import type { Equation } from "./equation.js";

/** Fraction of the largest stable time step that is taken. */
const safety = 0.8;

/** Monotonised central slope (van Leer 1977): second order where u is smooth, no new extremes. */
function limited(before: number, here: number, after: number): number {
  const [left, right] = [here - before, after - here];
  if (left * right <= 0) return 0;
  const steepest = 2 * Math.min(Math.abs(left), Math.abs(right));
  const size = Math.min(steepest, Math.abs(left + right) / 2);
  return left > 0 ? size : -size;
}

/** Rusanov's flux between two states: the mean flux, upwinded by the largest speed there. */
export function rusanov({ flux, speed }: Equation, left: number, right: number): number {
  const fastest = Math.max(
    Math.abs(speed(left)),
    Math.abs(speed(right)),
    Math.abs(speed((left + right) / 2)),
  );
  return (flux(left) + flux(right) - fastest * (right - left)) / 2;
}

/** Fluxes through the right faces of the periodic cells, into `faces`, both [cell]. */
function faceFluxes(
  equation: Equation,
  u: Float64Array,
  width: number,
  slopes: Float64Array,
  faces: Float64Array,
): void {
  const n = u.length;
  for (let i = 0; i < n; i++) {
    slopes[i] = limited(u[i === 0 ? n - 1 : i - 1], u[i], u[i + 1 === n ? 0 : i + 1]);
  }
  for (let i = 0; i < n; i++) {
    const next = i + 1 === n ? 0 : i + 1;
    const advective = rusanov(equation, u[i] + slopes[i] / 2, u[next] - slopes[next] / 2);
    const diffusivity = equation.diffusivity((u[i] + u[next]) / 2);
    faces[i] = advective - (diffusivity * (u[next] - u[i])) / width;
  }
}

/** The largest time step that keeps the scheme stable and u free of new extremes. */
function stableStep(equation: Equation, u: Float64Array, width: number): number {
  let speed = 0;
  let diffusivity = 0;
  for (const value of u) {
    speed = Math.max(speed, Math.abs(equation.speed(value)));
    diffusivity = Math.max(diffusivity, equation.diffusivity(value));
  }
  return safety / ((2 * speed) / width + (2 * diffusivity) / (width * width));
}

/**
 * Advances cell averages u by `duration`, in place: a finite-volume scheme of second order in space (MUSCL
 * reconstruction with a limiter, van Leer 1979; Rusanov's flux; central diffusion) and in time (two stages,
 * strong stability preserving; Shu & Osher 1988). What leaves a cell enters its neighbour, so that the sum of
 * u changes by rounding alone.
 *
 * @param width of a cell
 */
export function advance(
  equation: Equation,
  u: Float64Array,
  width: number,
  duration: number,
): void {
  const n = u.length;
  const steps = Math.max(1, Math.ceil(duration / stableStep(equation, u, width)));
  const ratio = duration / steps / width;
  const [slopes, faces, stage] = [0, 1, 2].map(() => new Float64Array(n));
  for (let step = 0; step < steps; step++) {
    faceFluxes(equation, u, width, slopes, faces);
    for (let i = 0; i < n; i++) {
      stage[i] = u[i] - ratio * (faces[i] - faces[i === 0 ? n - 1 : i - 1]);
    }
    faceFluxes(equation, stage, width, slopes, faces);
    for (let i = 0; i < n; i++) {
      const second = stage[i] - ratio * (faces[i] - faces[i === 0 ? n - 1 : i - 1]);
      u[i] = (u[i] + second) / 2;
    }
  }
}

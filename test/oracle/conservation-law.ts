/** du/dt + d f(u)/dy = d^2 g(u)/dy^2 on a periodic line, by Godunov's scheme on a fine grid. */

export interface ConservationLaw {
  /** Flux f; it may turn at `turn` alone. */
  readonly flux: (u: number) => number;
  readonly turn?: number;
  /** What diffuses, g; nothing by default. */
  readonly diffused?: (u: number) => number;
  /** Largest |f'| and g' that occur. */
  readonly speed: number;
  readonly diffusivity?: number;
}

/** Flux of Godunov's scheme across a face between u and v: the least or largest f between them. */
function faceFlux({ flux, turn }: ConservationLaw, u: number, v: number): number {
  const values = [flux(u), flux(v)];
  if (turn !== undefined && Math.min(u, v) < turn && turn < Math.max(u, v)) values.push(flux(turn));
  return u <= v ? Math.min(...values) : Math.max(...values);
}

/**
 * Cell averages at each of the times, from those at 0.
 *
 * @param start shape [cell]
 * @param times rising
 * @param cellWidth width of a cell
 */
export function solve(
  law: ConservationLaw,
  start: ArrayLike<number>,
  times: readonly number[],
  cellWidth: number,
): Float64Array[] {
  const n = start.length;
  const { diffused, speed, diffusivity = 0 } = law;
  // Advection and diffusion share what the explicit scheme can bear.
  const largest = 0.9 / (speed / cellWidth + (2 * diffusivity) / cellWidth ** 2);
  let u = Float64Array.from(start);
  let time = 0;
  return times.map((until) => {
    const steps = Math.ceil((until - time) / largest);
    const step = (until - time) / steps;
    for (let k = 0; k < steps; k++) {
      const flux = u.map((left, i) => {
        const right = u[(i + 1) % n];
        const spread = diffused ? (diffused(left) - diffused(right)) / cellWidth : 0;
        return faceFlux(law, left, right) + spread;
      });
      u = u.map((value, i) => value + (step / cellWidth) * (flux[(i + n - 1) % n] - flux[i]));
    }
    time = until;
    return u;
  });
}

/** Averages over `bins` equal groups of cells. */
export function coarsen(u: ArrayLike<number>, bins: number): Float64Array {
  const parts = u.length / bins;
  return Float64Array.from({ length: bins }, (_, bin) => {
    let sum = 0;
    for (let i = 0; i < parts; i++) sum += u[bin * parts + i];
    return sum / parts;
  });
}

/** |a - b| / |b| in the Euclidean norm. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let apart = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    apart += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return Math.sqrt(apart / size);
}

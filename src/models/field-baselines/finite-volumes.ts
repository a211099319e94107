import type { FieldEquation } from "./equation.js";
import type { Rates } from "./integrate.js";

/** Values at the faces of cells on a ring, seen from the left and from the right. */
export type Reconstruction = (
  west2: number,
  west: number,
  here: number,
  east: number,
  east2: number,
) => number;

/** How the smooth parts of the flux are taken. */
export type FaceOrder = 2 | 4;

/** Godunov's flux of u^2 / 2: that of the exact solution of a jump. */
export function godunovFlux(left: number, right: number): number {
  const [a, b] = [Math.max(left, 0), Math.min(right, 0)];
  return 0.5 * Math.max(a * a, b * b);
}

/**
 * Rates of the averages of cells on a ring, as differences of the fluxes through their faces: u^2 / 2 by Godunov's flux of
 * reconstructed values, -nu u_x + delta u_xx by central differences.
 *
 * @param reconstruct the value at the eastern face of a cell, from it and its neighbours; the mirror image gives the western
 * @param spacing width of a cell
 */
export function finiteVolumeRates(
  reconstruct: Reconstruction,
  order: FaceOrder,
  { viscosity, dispersion }: FieldEquation,
  cells: number,
  spacing: number,
): Rates {
  const halo = 3;
  const padded = new Float64Array(cells + 2 * halo);
  const flux = new Float64Array(cells + 1);
  const [nu, delta] = [viscosity / spacing, dispersion / (spacing * spacing)];
  return (u, out) => {
    for (let i = 0; i < padded.length; i++) padded[i] = u[(i + 2 * cells - halo) % cells];
    // Face i lies west of cell i; of the six cells about it, a, b, c are west and d, e, f east.
    for (let i = 0; i <= cells; i++) {
      const [a, b, c, d, e, f] = padded.subarray(i, i + 6);
      const transport = godunovFlux(reconstruct(a, b, c, d, e), reconstruct(f, e, d, c, b));
      const slope = order === 2 ? d - c : (15 * (d - c) - (e - b)) / 12;
      const curvature =
        order === 2 ? (e - d - c + b) / 2 : (-6 * (c + d) + 7 * (b + e) - (a + f)) / 8;
      flux[i] = transport - nu * slope + delta * curvature;
    }
    for (let i = 0; i < cells; i++) out[i] = (flux[i] - flux[i + 1]) / spacing;
  };
}

/** The longest step that the method of Runge and Kutta takes stably at a largest speed. */
export function finiteVolumeStep(
  { viscosity, dispersion }: FieldEquation,
  spacing: number,
  speed: number,
): number {
  const h = spacing;
  return 0.8 / ((6 * viscosity) / (h * h) + (2 * speed) / h + (5 * dispersion) / (h * h * h));
}

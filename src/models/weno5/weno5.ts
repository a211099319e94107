import { finiteVolumeModel } from "../field-baselines/finite-volume-model.js";

/** Keeps weights finite where a stencil is smooth. */
const epsilon = 1e-6;

const square = (x: number) => x * x;

/** The value at the eastern face of a cell of the averages a, b, c, d, e, c its own (Jiang & Shu 1996). */
export function weno5Face(a: number, b: number, c: number, d: number, e: number): number {
  const scale = 13 / 12;
  const rough0 = scale * square(a - 2 * b + c) + 0.25 * square(a - 4 * b + 3 * c);
  const rough1 = scale * square(b - 2 * c + d) + 0.25 * square(b - d);
  const rough2 = scale * square(c - 2 * d + e) + 0.25 * square(3 * c - 4 * d + e);
  const w0 = 0.1 / square(epsilon + rough0);
  const w1 = 0.6 / square(epsilon + rough1);
  const w2 = 0.3 / square(epsilon + rough2);
  const value0 = (2 * a - 7 * b + 11 * c) / 6;
  const value1 = (-b + 5 * c + 2 * d) / 6;
  const value2 = (2 * c + 5 * d - e) / 6;
  return (w0 * value0 + w1 * value1 + w2 * value2) / (w0 + w1 + w2);
}

/** WENO (Jiang & Shu 1996) on finite volumes: of order 5 in the transport where the field is smooth, the viscosity and the dispersion of order 4. */
export const weno5 = finiteVolumeModel(
  "weno5",
  "the equation itself, by finite volumes with weighted stencils, of order 5",
  weno5Face,
  4,
);

import { finiteVolumeModel } from "../field-baselines/finite-volume-model.js";

/** The value at the eastern face of a cell, by a slope that is monotonised and central (van Leer 1977). */
export function musclFace(_: number, west: number, here: number, east: number): number {
  const [before, after] = [here - west, east - here];
  if (before * after <= 0) return here;
  const steepest = 2 * Math.min(Math.abs(before), Math.abs(after));
  const slope = Math.min(Math.abs(before + after) / 2, steepest);
  return here + (before > 0 ? slope / 2 : -slope / 2);
}

/** MUSCL (van Leer 1979): a finite-volume scheme of second order with limited slopes, of the equation that made the data. */
export const muscl = finiteVolumeModel(
  "muscl",
  "the equation itself, by finite volumes with limited slopes, of order 2",
  musclFace,
  2,
);

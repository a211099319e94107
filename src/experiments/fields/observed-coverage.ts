import { normalHalfWidth } from "../../diagnose/normal.js";
import { invalidData } from "../../errors.js";

/**
 * Share of noisy values inside the band mean ± q sqrt(s^2 + noise^2) of an ensemble and the observation noise together, q the
 * normal quantile of the level, s the standard deviation over draws. The ensemble itself has no observation noise.
 *
 * @param fields shape [draw][...space]
 * @param truth shape [...space]
 * @throws InvalidData for shapes that do not fit, or fewer than two draws
 */
export function observedCoverage(
  fields: Float32Array,
  truth: Float32Array,
  noise: number,
  level: number,
): number {
  const size = truth.length;
  const draws = fields.length / size;
  if (!Number.isInteger(draws) || draws < 2) {
    throw invalidData("draws of a field", `2 or more of ${size} values`, `${fields.length} values`);
  }
  const q = normalHalfWidth(level);
  let inside = 0;
  for (let j = 0; j < size; j++) {
    let sum = 0;
    for (let i = 0; i < draws; i++) sum += fields[i * size + j];
    const mean = sum / draws;
    let squares = 0;
    for (let i = 0; i < draws; i++) {
      const off = fields[i * size + j] - mean;
      squares += off * off;
    }
    const off = truth[j] - mean;
    if (off * off <= q * q * (squares / (draws - 1) + noise * noise)) inside++;
  }
  return inside / size;
}

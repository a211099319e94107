import type { FieldGrid } from "../../../dataset/field-grid.js";
import type { CellMesh } from "../cells.js";
import { savitzkyGolayWeights } from "../savitzky-golay.js";
import type { PodModes } from "./modes.js";
import type { Moments } from "./moments.js";

/** What the flux through a face depends on: standardised features of the decoded field there. */
export interface FaceFeatures {
  readonly faces: number;
  /** u, u_x, u_xx. */
  readonly features: number;
  /** From coefficients to features, [feature * faces + face][mode]. */
  readonly weights: Float64Array;
  /** [feature * faces + face] */
  readonly offset: Float64Array;
}

/**
 * Values and derivatives of the modes at the faces of a mesh in one dimension, each from local cubics over half a cell to
 * either side: the modes of a noisy field are noisy, and differences of neighbouring points would be nothing else. On a periodic
 * domain face i is where cell i begins; otherwise there is one more, where the last cell ends.
 */
export function faceFeatures(
  { points: [points], periodic }: FieldGrid,
  { cells, phases }: CellMesh,
  { count, scale, modes }: PodModes,
  { mean, second }: Moments,
): FaceFeatures {
  const half = Math.max(2, Math.floor(phases / 4));
  const window = Math.min(2 * half + 1, points % 2 === 1 ? points : points - 1);
  const local = savitzkyGolayWeights({ window, degree: 3 });
  const tables = [local.value, local.slope, local.curvature];
  const faces = periodic ? cells : cells + 1;
  const weights = new Float64Array(tables.length * faces * count);
  for (let face = 0; face < faces; face++) {
    // A face lies between two points: the mean of what the fits about either say.
    for (const centre of [face * phases - 1, face * phases]) {
      const inside = Math.min(Math.max(centre, 0), points - 1);
      const wanted = (periodic ? centre : inside) - (window - 1) / 2;
      const first = periodic ? wanted : Math.min(Math.max(wanted, 0), points - window);
      const at = (periodic ? centre : inside) - first;
      tables.forEach((table, feature) => {
        const to = (feature * faces + face) * count;
        for (let i = 0; i < window; i++) {
          const from = ((first + i + points) % points) * count;
          const w = (0.5 * table[at * window + i]) / scale;
          for (let k = 0; k < count; k++) weights[to + k] += w * modes[from + k];
        }
      });
    }
  }
  const offset = new Float64Array(tables.length * faces);
  for (let feature = 0; feature < tables.length; feature++) {
    let [sum, squares] = [0, 0];
    for (let face = 0; face < faces; face++) {
      const row = weights.subarray((feature * faces + face) * count).subarray(0, count);
      for (let k = 0; k < count; k++) {
        sum += row[k] * mean[k];
        for (let l = 0; l < count; l++) squares += row[k] * row[l] * second[k * count + l];
      }
    }
    const middle = sum / faces;
    const sd = Math.sqrt(Math.max(squares / faces - middle * middle, 0)) || 1;
    for (let face = 0; face < faces; face++) {
      const at = feature * faces + face;
      for (let k = 0; k < count; k++) weights[at * count + k] /= sd;
      offset[at] = -middle / sd;
    }
  }
  return { faces, features: tables.length, weights, offset };
}

import { power } from "../../../autodiff/exact.js";
import { localPolynomial } from "../local-polynomial.js";
import type { CellBasis } from "./cell-basis.js";
import { gaussLobatto } from "./gauss-lobatto.js";

/** u, u_x, u_xx, u_xxx. */
export const derivatives = 4;
/** Points of a cell at which there is a flux: those of the quadrature, the last being the first of the next cell. */
export const nodes = gaussLobatto.points.length - 1;
/** Cells, by their offsets, that the field about a point is made of. */
export const reach = [-1, 0, 1] as const;

/** Degree of the polynomials that derivatives are taken of, and the share of a cell that they reach to either side. */
const degree = 5;
const halfWidth = 1 / 4;

/** Polynomials about a point of a cell: weights of points from `first` on, counted from where the cell begins. */
function about(phases: number, place: number) {
  const half = Math.max(degree, Math.floor(phases * halfWidth));
  // Points lie in the middle of their share of the cell.
  const at = place * phases - 0.5;
  const first = Math.round(at) - half;
  return { first, rows: localPolynomial(2 * half + 1, degree, at - first) };
}

/**
 * The field and its derivatives at the points of the quadrature, from the coordinates of a cell and its neighbours: the decoded
 * field jumps between cells, and polynomials about a point see through that.
 *
 * @returns [derivative * nodes + node][offset * functions + function], derivatives per cell
 */
export function nodeFeatures({ phases, count, functions }: CellBasis): Float64Array {
  const inputs = reach.length * count;
  const features = new Float64Array(derivatives * nodes * inputs);
  for (let node = 0; node < nodes; node++) {
    const { first, rows } = about(phases, gaussLobatto.points[node]);
    rows.forEach((row, order) => {
      const unit = power(phases, order);
      const to = (order * nodes + node) * inputs;
      row.forEach((weight, i) => {
        const at = first + i;
        const offset = Math.floor(at / phases) - reach[0];
        const phase = ((at % phases) + phases) % phases;
        for (let j = 0; j < count; j++) {
          features[to + offset * count + j] += unit * weight * functions[j * phases + phase];
        }
      });
    });
  }
  return features;
}

/**
 * How the flux at the points of the quadrature moves the first coordinates of a cell: by parts,
 * d c_j / dt = integral of b_j' F - [b_j F], F in units of coordinates times cells per time.
 *
 * @returns [coordinate][node], all nodes of the quadrature
 */
export function fluxMoments({ phases, functions }: CellBasis, coordinates: number): Float64Array {
  const { points, weights } = gaussLobatto;
  const last = points.length - 1;
  const moments = new Float64Array(coordinates * points.length);
  const window = Math.min(phases, 2 * Math.max(degree, Math.floor(phases * halfWidth)) + 1);
  for (let j = 0; j < coordinates; j++) {
    const row = functions.subarray(j * phases, (j + 1) * phases);
    points.forEach((place, node) => {
      const at = place * phases - 0.5;
      const first = Math.min(Math.max(Math.round(at - (window - 1) / 2), 0), phases - window);
      const local = localPolynomial(window, degree, at - first);
      let [value, slope] = [0, 0];
      for (let i = 0; i < window; i++) {
        value += local[0][i] * row[first + i];
        slope += phases * local[1][i] * row[first + i];
      }
      const end = node === last ? -value : node === 0 ? value : 0;
      moments[j * points.length + node] = weights[node] * slope + end;
    });
  }
  return moments;
}

import { describe, expect, it } from "vitest";
import type { CellBasis } from "../../../src/models/multiscale-sde/equivariant/cell-basis.js";
import {
  fluxMoments,
  nodeFeatures,
  nodes,
  reach,
} from "../../../src/models/multiscale-sde/equivariant/face-features.js";
import { gaussLobatto } from "../../../src/models/multiscale-sde/equivariant/gauss-lobatto.js";
import { localPolynomial } from "../../../src/models/multiscale-sde/local-polynomial.js";

const phases = 30;
const x = Array.from({ length: phases }, (_, i) => (i + 0.5) / phases);

/** Polynomials up to the third degree, orthonormal over the points of a cell (Gram and Schmidt). */
function polynomialBasis(): CellBasis {
  const rows: number[][] = [];
  for (let degree = 0; degree < 4; degree++) {
    let row = x.map((place) => (place - 0.5) ** degree);
    for (const other of rows) {
      const overlap = row.reduce((sum, u, i) => sum + (u * other[i]) / phases, 0);
      row = row.map((u, i) => u - overlap * other[i]);
    }
    const size = Math.sqrt(row.reduce((sum, u) => sum + (u * u) / phases, 0));
    rows.push(row.map((u) => u / size));
  }
  return { phases, count: 4, functions: Float64Array.from(rows.flat()) };
}

const basis = polynomialBasis();

it("a local polynomial gives a cubic and its derivatives between the points too", () => {
  const f = (t: number) => 2 - t + 0.5 * t * t - 0.1 * t ** 3;
  const at = 4.3;
  const expected = [f(at), -1 + at - 0.3 * at * at, 1 - 0.6 * at, -0.6];
  localPolynomial(11, 4, at).forEach((weights, order) => {
    const found = weights.reduce((sum, w, i) => sum + w * f(i), 0);
    expect(found).toBeCloseTo(expected[order], 9);
  });
});

it("the quadrature is exact for polynomials of degree 11", () => {
  for (let degree = 0; degree <= 11; degree++) {
    const { points, weights } = gaussLobatto;
    const sum = points.reduce((total, place, i) => total + weights[i] * place ** degree, 0);
    expect(sum).toBeCloseTo(1 / (degree + 1), 12);
  }
});

describe("features at the nodes", () => {
  it("are a field and its derivatives, across the faces of cells", () => {
    const f = (t: number) => 1 + t - t * t + 0.4 * t ** 3;
    // Coordinates of the three cells that begin at -1, 0 and 1.
    const coordinates = reach.flatMap((cell) =>
      Array.from({ length: basis.count }, (_, j) => {
        const row = basis.functions.subarray(j * phases, (j + 1) * phases);
        return row.reduce((sum, b, i) => sum + (b * f(cell + x[i])) / phases, 0);
      }),
    );
    const features = nodeFeatures(basis);
    for (let node = 0; node < nodes; node++) {
      const t = gaussLobatto.points[node];
      const expected = [f(t), 1 - 2 * t + 1.2 * t * t, -2 + 2.4 * t, 2.4];
      expected.forEach((value, order) => {
        const row = (order * nodes + node) * coordinates.length;
        const found = coordinates.reduce((sum, c, k) => sum + features[row + k] * c, 0);
        expect(found).toBeCloseTo(value, 6);
      });
    }
  });
});

describe("what a flux makes of the coordinates of a cell", () => {
  const moments = fluxMoments(basis, 3);
  const rates = (flux: (t: number) => number) =>
    [0, 1, 2].map((j) =>
      gaussLobatto.points.reduce((sum, t, node) => {
        return sum + moments[j * gaussLobatto.points.length + node] * flux(t);
      }, 0),
    );

  it("is nothing for a constant flux", () => {
    for (const rate of rates(() => 3)) expect(rate).toBeCloseTo(0, 10);
  });

  it("is the projection of minus its slope, to the difference of sums and integrals", () => {
    // u_t = -F_x = -(1 + 2 t), F = t + t^2
    const found = rates((t) => t + t * t);
    found.forEach((rate, j) => {
      const row = basis.functions.subarray(j * phases, (j + 1) * phases);
      const projected = row.reduce((sum, b, i) => sum - (b * (1 + 2 * x[i])) / phases, 0);
      expect(Math.abs(rate - projected)).toBeLessThan(3 / phases ** 2);
    });
    expect(Math.abs(found[1])).toBeGreaterThan(0.5);
  });
});

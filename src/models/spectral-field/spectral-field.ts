import { fieldSpacing } from "../../dataset/field-grid.js";
import { invalidParameter } from "../../errors.js";
import { instantiateKernel } from "../../kernel/load.js";
import type { ParameterTable } from "../../parameters.js";
import { baselineModel } from "../field-baselines/baseline.js";
import { largestSpeed } from "../field-baselines/central.js";
import { equationIn, equationOf, systemAttributes } from "../field-baselines/equation.js";
import { checkRing } from "../field-baselines/finite-volume-model.js";
import { integrate, type Rates } from "../field-baselines/integrate.js";
import { coefficientsOf, fourierBasis, valuesOf } from "./fourier-basis.js";
import { integratingFactor } from "./integrating-factor.js";
import { differenceSymbols, exactSymbols } from "./symbols.js";

/** Parameters of the Fourier method. */
export const spectralFieldParameters = {
  cells: {
    kind: "integer",
    summary: "most degrees of freedom: a mean, and two numbers for each wave number",
    default: 60,
    min: 4,
    max: 1024,
  },
  symbol: {
    kind: "choice",
    summary: "derivatives: exact, or fine, as the differences on the data's own grid make them",
    default: "exact",
    choices: ["exact", "fine"],
  },
} as const satisfies ParameterTable;

/** -(u^2 / 2)_x without aliasing: products at half as many points again as the waves need (Orszag 1971). */
export function spectralTransport(basis: Float64Array, points: number, slope: Float64Array): Rates {
  const width = 2 * slope.length - 1;
  const values = new Float64Array(points);
  const product = new Float64Array(width);
  return (u, out) => {
    valuesOf(basis, width, u, values);
    for (let j = 0; j < points; j++) values[j] = 0.5 * values[j] * values[j];
    coefficientsOf(basis, width, values, product);
    out[0] = 0;
    for (let k = 1; k < slope.length; k++) {
      out[2 * k - 1] = -slope[k] * product[2 * k];
      out[2 * k] = slope[k] * product[2 * k - 1];
    }
  };
}

/** The Fourier-Galerkin method on a ring, of the equation that made the data. */
export const spectralField = baselineModel({
  name: "spectral-field",
  summary: "the equation itself, by Fourier's series, without aliasing",
  given: "the equation",
  parameters: spectralFieldParameters,
  async learn({ source, parameters }) {
    checkRing(equationOf(source.provenance, source.grid));
    const [points] = source.grid.points;
    if (parameters.cells > points) {
      throw invalidParameter("cells", `at most the ${points} points`, parameters.cells);
    }
    return { attributes: systemAttributes(source.provenance), arrays: {} };
  },
  async law({ grid, timeStep, parameters, learned }) {
    const kernel = await instantiateKernel();
    const equation = equationIn(learned.attributes);
    const most = Math.floor((parameters.cells - 1) / 2);
    const dimension = 2 * most + 1;
    const [points] = grid.points;
    const [spacing] = fieldSpacing(grid);
    const symbols =
      parameters.symbol === "fine"
        ? differenceSymbols(kernel, equation, most, points, spacing)
        : exactSymbols(equation, most, points * spacing);
    const fine = fourierBasis(kernel, points, most);
    const padded = 3 * most + 1;
    const coarse = fourierBasis(kernel, padded, most);
    const values = new Float64Array(padded);
    const longest = (u: Float64Array) => {
      valuesOf(coarse, dimension, u, values);
      const rate = largestSpeed(values) * symbols.slope[most];
      return Math.min(10 * timeStep, 1 / rate);
    };
    return {
      dimension,
      encode: (field) => {
        const state = new Float64Array(dimension);
        coefficientsOf(fine, dimension, field, state);
        return state;
      },
      path: (start, when, signal) => {
        const transport = spectralTransport(coarse, padded, symbols.slope);
        const advance = integratingFactor(kernel, symbols, transport, dimension);
        return integrate({ start, advance, longest }, when, signal);
      },
      decode: (states, count) => {
        const fields = new Float32Array(count * points);
        for (let s = 0; s < count; s++) {
          const state = Array.from({ length: dimension }, (_, i) => states[s * dimension + i]);
          valuesOf(fine, dimension, state, fields.subarray(s * points, (s + 1) * points));
        }
        return fields;
      },
    };
  },
});

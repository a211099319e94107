import type { ParameterTable } from "../../parameters.js";
import { baselineModel } from "../field-baselines/baseline.js";
import {
  type CellStates,
  cellStates,
  chooseInterpolation,
  interpolationParameter,
  storedInterpolation,
} from "../field-baselines/cell-states.js";
import {
  centralRates,
  centralScheme,
  conservativeRates,
  largestSpeed,
} from "../field-baselines/central.js";
import { equationIn, equationOf, systemAttributes } from "../field-baselines/equation.js";
import { integrate, rungeKutta } from "../field-baselines/integrate.js";
import type { StateLaw } from "../field-baselines/state-law.js";
import { type WalledSquare, walledSquare } from "./walled-square.js";

/** Parameters of the direct simulation. */
export const coarseDirectParameters = {
  cells: {
    kind: "integer",
    summary: "cells of the mesh in each dimension; 0: 20 in one dimension, 8 in two",
    default: 0,
    min: 0,
    max: 4096,
  },
  interpolation: interpolationParameter,
  transport: {
    kind: "choice",
    summary:
      "u u_x: conservative, as the difference of u^2 / 2; advective, as the fine mesh takes it",
    default: "conservative",
    choices: ["conservative", "advective"],
  },
} as const satisfies ParameterTable;

const defaultCells = [0, 20, 8];

/** The law on a square between walls: a state carries the walls' values behind the averages. */
function betweenWalls(
  cells: number,
  states: CellStates,
  square: WalledSquare,
  longestStep: number,
): StateLaw {
  const inner = cells * cells;
  const { size, rates, walls } = square;
  return {
    dimension: size,
    encode: (field) => Float64Array.of(...states.encode(field), ...walls(field)),
    decode: (all, count) => {
      const averages = new Float64Array(count * inner);
      for (let i = 0; i < averages.length; i++) {
        averages[i] = all[Math.floor(i / inner) * size + (i % inner)];
      }
      return states.decode(averages, count);
    },
    path: (start, when, signal) => {
      const longest = (u: Float64Array) => Math.min(longestStep, square.longest(largestSpeed(u)));
      return integrate({ start, advance: rungeKutta(rates, size), longest }, when, signal);
    },
  };
}

/**
 * The equation that made the data, by central differences, on a mesh of a few cells from the averages of the
 * field over them: what is left of it without a model of what the mesh does not resolve.
 */
export const coarseDirect = baselineModel({
  name: "coarse-direct",
  summary: "the equation itself, by central differences on a coarse mesh",
  given: "the equation",
  parameters: coarseDirectParameters,
  async learn({ source, parameters, signal, onProgress }) {
    const { dimensions } = equationOf(source.provenance, source.grid);
    const cells = parameters.cells || defaultCells[dimensions];
    const control = { signal, onProgress };
    const choice = await chooseInterpolation(source, cells, parameters.interpolation, control);
    return {
      attributes: { interpolation: choice, ...systemAttributes(source.provenance) },
      arrays: {},
    };
  },
  async law({ grid, timeStep, parameters, learned }) {
    const equation = equationIn(learned.attributes);
    const cells = parameters.cells || defaultCells[equation.dimensions];
    const states = await cellStates(grid, cells, storedInterpolation(learned.attributes));
    const longestStep = 10 * timeStep;
    const { transport } = parameters;
    if (equation.dimensions === 2) {
      const square = walledSquare(grid, cells, equation, transport);
      return betweenWalls(cells, states, square, longestStep);
    }
    const scheme = centralScheme({ ...grid, points: [cells] }, equation);
    const rates = transport === "advective" ? centralRates(scheme) : conservativeRates(scheme);
    return {
      ...states,
      path: (start, when, signal) => {
        const longest = (u: Float64Array) => Math.min(longestStep, scheme.longest(largestSpeed(u)));
        return integrate({ start, advance: rungeKutta(rates, scheme.size), longest }, when, signal);
      },
    };
  },
});

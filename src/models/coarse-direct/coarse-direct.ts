import type { FieldGrid } from "../../dataset/field-grid.js";
import type { ParameterTable } from "../../parameters.js";
import { baselineModel } from "../field-baselines/baseline.js";
import {
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

/** The mesh of the centres of cells. Those at a wall are held, and so are the points of the mesh at its ends. */
export function meshOf({ domain, periodic }: FieldGrid, cells: number): FieldGrid {
  const ends = domain.map(([from, to]) => {
    const half = (to - from) / (2 * cells);
    return periodic ? ([from, to] as const) : ([from + half, to - half] as const);
  });
  return { domain: ends, points: domain.map(() => cells), periodic };
}

/**
 * The equation that made the data, by the differences it was simulated with, on a mesh of a few cells from the averages of the
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
    const scheme = centralScheme(meshOf(grid, cells), equation);
    return {
      ...states,
      path: (start, when, signal) => {
        const rates = parameters.transport === "advective" ? centralRates : conservativeRates;
        const advance = rungeKutta(rates(scheme), scheme.size);
        const longest = (u: Float64Array) =>
          Math.min(10 * timeStep, scheme.longest(largestSpeed(u)));
        return integrate({ start, advance, longest }, when, signal);
      },
    };
  },
});

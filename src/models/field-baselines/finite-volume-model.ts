import { fieldSpacing } from "../../dataset/field-grid.js";
import { invalidData } from "../../errors.js";
import type { ParameterTable } from "../../parameters.js";
import { baselineModel } from "./baseline.js";
import {
  cellStates,
  chooseInterpolation,
  interpolationParameter,
  storedInterpolation,
} from "./cell-states.js";
import { largestSpeed } from "./central.js";
import { equationIn, equationOf, type FieldEquation, systemAttributes } from "./equation.js";
import {
  type FaceOrder,
  finiteVolumeRates,
  finiteVolumeStep,
  type Reconstruction,
} from "./finite-volumes.js";
import { integrate, rungeKutta } from "./integrate.js";

/** Parameters of a finite-volume scheme. */
export const finiteVolumeParameters = {
  cells: { kind: "integer", summary: "cells of the mesh", default: 60, min: 8, max: 4096 },
  interpolation: interpolationParameter,
} as const satisfies ParameterTable;

/** @throws InvalidData unless the equation is one of a ring */
export function checkRing({ dimensions }: FieldEquation): void {
  if (dimensions === 1) return;
  const recover = "Choose the model coarse-direct.";
  throw invalidData("fields", "those of one dimension, periodic", `${dimensions}`, recover);
}

/** A finite-volume scheme of the equation that made the data, from the averages of a field over cells. */
export function finiteVolumeModel(
  name: string,
  summary: string,
  reconstruct: Reconstruction,
  order: FaceOrder,
) {
  return baselineModel({
    ...{ name, summary, given: "the equation", parameters: finiteVolumeParameters },
    async learn({ source, parameters, signal, onProgress }) {
      checkRing(equationOf(source.provenance, source.grid));
      const { cells, interpolation } = parameters;
      const control = { signal, onProgress };
      const choice = await chooseInterpolation(source, cells, interpolation, control);
      const attributes = { interpolation: choice, ...systemAttributes(source.provenance) };
      return { attributes, arrays: {} };
    },
    async law({ grid, timeStep, parameters, learned }) {
      const { cells } = parameters;
      const equation = equationIn(learned.attributes);
      const states = await cellStates(grid, cells, storedInterpolation(learned.attributes));
      const [spacing] = fieldSpacing({ ...grid, points: [cells] });
      const rates = finiteVolumeRates(reconstruct, order, equation, cells, spacing);
      const longest = (u: Float64Array) =>
        Math.min(10 * timeStep, finiteVolumeStep(equation, spacing, largestSpeed(u)));
      return {
        ...states,
        path: (start, when, signal) =>
          integrate({ start, advance: rungeKutta(rates, cells), longest }, when, signal),
      };
    },
  });
}

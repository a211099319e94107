import { fieldSize } from "../../dataset/field-grid.js";
import { throwIfAborted } from "../../errors.js";
import type { ParameterTable } from "../../parameters.js";
import { reals } from "../field-baselines/arrays.js";
import { baselineModel } from "../field-baselines/baseline.js";
import { centralScheme } from "../field-baselines/central.js";
import { equationOf, systemAttributes } from "../field-baselines/equation.js";
import { integrate, rungeKutta } from "../field-baselines/integrate.js";
import {
  modalStates,
  modesIn,
  modesOf,
  storedModes,
  trainingOf,
} from "../field-baselines/reduced.js";
import { smoothingOf, smoothingParameters } from "../field-baselines/smoothing.js";
import { variable } from "../law/variable.js";
import { galerkinOperators, galerkinRates, linearBound } from "./project.js";

/** Parameters of the Galerkin projection. */
export const podGalerkinParameters = {
  modes: {
    kind: "integer",
    summary: "modes that the equation is projected on",
    default: 20,
    min: 1,
    max: 256,
  },
  ...smoothingParameters,
  validation: {
    kind: "integer",
    summary: "trajectories, the last ones, that are left out, as models that validate leave them",
    default: 1,
    min: 0,
    max: 1000,
  },
  step: {
    kind: "number",
    summary: "longest step of a forecast, in steps of the data; shorter where stability asks",
    default: 2,
    min: 0,
    above: true,
    max: 100,
  },
} as const satisfies ParameterTable;

/**
 * Galerkin's projection of the equation that made the data on modes of proper orthogonal decomposition (Sirovich 1987): its
 * right-hand side, by the central differences that it was simulated with, at fields that the modes span, and its coefficients
 * in them.
 */
export const podGalerkin = baselineModel({
  name: "pod-galerkin",
  summary: "the equation itself, projected on modes of the data",
  given: "the equation",
  parameters: podGalerkinParameters,
  async learn({ source, parameters, signal, onProgress }) {
    const equation = equationOf(source.provenance, source.grid);
    const training = trainingOf(source.sequences, parameters.validation);
    const options = { count: parameters.modes, smoothing: smoothingOf(parameters) };
    const pod = await modesOf(source, training, options, { signal, onProgress });
    throwIfAborted(signal, "the fit");
    const operators = galerkinOperators(pod, centralScheme(source.grid, equation));
    const r = pod.count;
    return {
      attributes: { field_scale: pod.scale, ...systemAttributes(source.provenance) },
      arrays: {
        ...storedModes(pod),
        linear: variable(operators.linear, ["to", "from"], [r, r]),
        quadratic: variable(operators.quadratic, ["to", "carrier", "carried"], [r, r, r]),
      },
    };
  },
  async law({ grid, timeStep, parameters, learned }) {
    const pod = modesIn(learned, fieldSize(grid));
    const r = pod.count;
    const linear = reals(learned, "linear", r * r);
    const operators = { linear, quadratic: reals(learned, "quadratic", r * r * r) };
    const longest = Math.min(parameters.step * timeStep, 1.5 / linearBound(operators, r));
    return {
      ...(await modalStates(pod)),
      path: (start, when, signal) => {
        const advance = rungeKutta(galerkinRates(operators, r), r);
        return integrate({ start, advance, longest: () => longest }, when, signal);
      },
    };
  },
});

import { fieldSize } from "../../dataset/field-grid.js";
import { throwIfAborted } from "../../errors.js";
import type { ParameterTable } from "../../parameters.js";
import { reals } from "../field-baselines/arrays.js";
import { baselineModel } from "../field-baselines/baseline.js";
import { integrate, rungeKutta } from "../field-baselines/integrate.js";
import {
  modalStates,
  modesIn,
  reduce,
  storedModes,
  trainingOf,
} from "../field-baselines/reduced.js";
import { variable } from "../law/variable.js";
import { savitzkyGolayWeights, smooth } from "../multiscale-sde/savitzky-golay.js";
import { quadraticFeatures, quadraticRates } from "./quadratic.js";
import { chooseRidge } from "./ridge-choice.js";

/** Parameters of operator inference. */
export const operatorInferenceParameters = {
  modes: {
    kind: "integer",
    summary: "modes that fields are projected on; 0: 10 in one dimension, 26 in two",
    default: 0,
    min: 0,
    max: 64,
  },
  window: {
    kind: "integer",
    summary: "snapshots in each local polynomial of the smoothing in time, odd",
    default: 21,
    min: 3,
    max: 1001,
  },
  degree: { kind: "integer", summary: "degree of these polynomials", default: 3, min: 1, max: 9 },
  validation: {
    kind: "integer",
    summary:
      "trajectories, the last ones, whose forecasts choose the ridge; 0: the trained ones do",
    default: 1,
    min: 0,
    max: 1000,
  },
  step: {
    kind: "number",
    summary: "longest step of a forecast, in steps of the data",
    default: 2,
    min: 0,
    above: true,
    max: 100,
  },
} as const satisfies ParameterTable;

const defaultModes = [0, 10, 26];

/**
 * Quadratic operator inference (Peherstorfer & Willcox 2016): da/dt = c + A a + H (a x a) of the coefficients a of modes, by
 * least squares on derivatives of local polynomials, with a ridge for the linear part and one for the quadratic part (McQuarrie,
 * Huang & Willcox 2021) that are chosen by forecasts of the validation trajectories.
 */
export const operatorInference = baselineModel({
  name: "operator-inference",
  summary: "a quadratic law of the coefficients of modes, by least squares",
  parameters: operatorInferenceParameters,
  async learn({ source, parameters, timeStep, signal, onProgress }) {
    const { window, degree, validation, step } = parameters;
    const training = trainingOf(source.sequences, validation);
    const count = parameters.modes || defaultModes[source.grid.points.length];
    const control = { signal, onProgress };
    const smoothing = savitzkyGolayWeights({ window, degree });
    const { pod, coefficients } = await reduce(source, training, { count, smoothing }, control);
    const smoothed = coefficients.map((c) => smooth(c, count, timeStep, smoothing));
    throwIfAborted(signal, "the fit");
    const held = validation > 0 ? smoothed.slice(training.length) : smoothed;
    const choice = chooseRidge(
      { training: smoothed.slice(0, training.length), held: held.map(({ mean }) => mean) },
      { d: count, timeStep, step: step * timeStep },
      control,
    );
    const shape = [quadraticFeatures(count), count];
    return {
      attributes: {
        field_scale: pod.scale,
        linear_ridge: choice.linear,
        quadratic_ridge: choice.quadratic,
      },
      arrays: {
        ...storedModes(pod),
        operators: variable(choice.weights, ["feature", "mode"], shape),
      },
    };
  },
  async law({ grid, timeStep, parameters, learned }) {
    const pod = modesIn(learned, fieldSize(grid));
    const d = pod.count;
    const operators = reals(learned, "operators", quadraticFeatures(d) * d);
    const longest = parameters.step * timeStep;
    return {
      ...(await modalStates(pod)),
      path: (start, when, signal) => {
        const advance = rungeKutta(quadraticRates(operators, d), d);
        return integrate({ start, advance, longest: () => longest }, when, signal);
      },
    };
  },
});

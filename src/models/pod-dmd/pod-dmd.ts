import { fieldSize } from "../../dataset/field-grid.js";
import type { ParameterTable } from "../../parameters.js";
import { reals } from "../field-baselines/arrays.js";
import { baselineModel } from "../field-baselines/baseline.js";
import {
  modalStates,
  modesIn,
  reduce,
  storedModes,
  trainingOf,
} from "../field-baselines/reduced.js";
import { addRow, leastSquares, solveRidge } from "../field-baselines/ridge.js";
import { smoothingOf, smoothingParameters } from "../field-baselines/smoothing.js";
import { variable } from "../law/variable.js";
import { smooth } from "../multiscale-sde/savitzky-golay.js";
import { repeatMap } from "./repeat.js";

/** Parameters of DMD on modes. */
export const podDmdParameters = {
  rank: {
    kind: "integer",
    summary: "modes that fields are projected on",
    default: 25,
    min: 1,
    max: 512,
  },
  ...smoothingParameters,
  validation: {
    kind: "integer",
    summary: "trajectories, the last ones, that are left out, as models that validate leave them",
    default: 1,
    min: 0,
    max: 1000,
  },
} as const satisfies ParameterTable;

/** Ridge beside coefficients of order 1: it decides only where the data do not. */
const ridge = 1e-12;

/**
 * Dynamic mode decomposition (Schmid 2010; Tu et al. 2014) on modes of proper orthogonal decomposition: the coefficients one
 * snapshot later are an affine function of those now, c' = A c + b, by least squares over all pairs of snapshots. Noise in
 * what is regressed on would damp the waves (attenuation): the coefficients are smoothed in time first. Between snapshots the
 * forecast is linear in time.
 */
export const podDmd = baselineModel({
  name: "pod-dmd",
  summary: "dynamic mode decomposition: an affine map of the coefficients of modes",
  parameters: podDmdParameters,
  async learn({ source, parameters, timeStep, signal, onProgress }) {
    const smoothing = smoothingOf(parameters);
    const training = trainingOf(source.sequences, parameters.validation);
    const control = { signal, onProgress };
    const { pod, coefficients } = await reduce(
      source,
      training,
      { count: parameters.rank, smoothing },
      control,
    );
    const r = pod.count;
    const sums = leastSquares(r + 1, r);
    for (const index of training) {
      const seen = coefficients[index];
      const c = smoothing ? smooth(seen, r, timeStep, smoothing).mean : seen;
      for (let at = 0; at + r < c.length; at += r) {
        addRow(sums, [...c.subarray(at, at + r), 1], c.subarray(at + r, at + 2 * r));
      }
    }
    const map = solveRidge(sums, new Float64Array(r + 1).fill(ridge));
    return {
      attributes: { field_scale: pod.scale },
      arrays: { ...storedModes(pod), map: variable(map, ["from", "to"], [r + 1, r]) },
    };
  },
  async law({ grid, timeStep, learned }) {
    const pod = modesIn(learned, fieldSize(grid));
    const map = reals(learned, "map", (pod.count + 1) * pod.count);
    return {
      ...(await modalStates(pod)),
      path: (start, when, signal) => repeatMap(map, timeStep, start, when, signal),
    };
  },
});

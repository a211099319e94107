import { createTape } from "../../autodiff/tape.js";
import { invalidData } from "../../errors.js";
import { instantiateNetworkKernel } from "../../kernel/network/load.js";
import type { ParameterTable } from "../../parameters.js";
import { numberOf, reals } from "../field-baselines/arrays.js";
import { baselineModel } from "../field-baselines/baseline.js";
import {
  cellStates,
  chooseInterpolation,
  interpolationParameter,
  storedInterpolation,
} from "../field-baselines/cell-states.js";
import { integrate, rungeKutta } from "../field-baselines/integrate.js";
import { trainingOf } from "../field-baselines/reduced.js";
import { variable } from "../law/variable.js";
import { checkSource } from "../multiscale-sde/check-source.js";
import { fieldTables } from "../multiscale-sde/equivariant/tables.js";
import { latentEvaluator } from "../multiscale-sde/evaluate.js";
import { storedName } from "../multiscale-sde/serialise.js";
import { fillAverages } from "./batches.js";
import { learnStencil } from "./learn.js";
import { stencilModel } from "./model.js";

/** Parameters of the neural equation on a stencil. */
export const stencilOdeParameters = {
  cells: { kind: "integer", summary: "cells of the mesh", default: 100, min: 8, max: 4096 },
  interpolation: interpolationParameter,
  steps: { kind: "integer", summary: "steps of Adam on slopes", default: 3000, min: 1, max: 1e7 },
  pushforward: {
    kind: "integer",
    summary: "steps of Adam after that, along short paths",
    default: 700,
    min: 0,
    max: 1e6,
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
    summary: "trajectories, the last ones, that are left out, as models that validate leave them",
    default: 1,
    min: 0,
    max: 1000,
  },
} as const satisfies ParameterTable;

/** Snapshots, spread over all, that sizes are taken from. */
const sampled = 400;
/** Longest step of a forecast, in steps of the data: half of those that it was trained along, which steep waves ask for. */
const longestStep = 5;

function rootMeanSquare(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

/**
 * A neural ordinary differential equation on a mesh: averages of cells, moved by the flux that one network for all faces makes of the
 * cells about them (after Chen et al. 2018; on stencils Bar-Sinai et al. 2019). It knows no latent state, and needs a mesh that
 * resolves what moves.
 */
export const stencilOde = baselineModel({
  name: "stencil-ode",
  summary: "a neural equation on a mesh: one network makes the flux through every face",
  parameters: stencilOdeParameters,
  async learn({ source, parameters, seed, signal, onProgress }) {
    const { grid, sequences } = source;
    if (grid.points.length !== 1 || !grid.periodic) {
      const found = `${grid.points.length}, ${grid.periodic ? "periodic" : "bounded"}`;
      throw invalidData("grid of the fields", "one dimension, periodic", found);
    }
    const { cells, interpolation, window, degree, steps, pushforward } = parameters;
    checkSource(source, [cells]);
    const control = { signal, onProgress };
    const choice = await chooseInterpolation(source, cells, interpolation, control);
    const training = trainingOf(sequences, parameters.validation);
    const network = await instantiateNetworkKernel();
    const tables = await fieldTables(network, source, training, { window, degree }, control);
    const all = tables.times * tables.sequences;
    const count = Math.min(all, sampled);
    const which = Int32Array.from({ length: count }, (_, i) => Math.floor((i * all) / count));
    const roll = new Int32Array(count);
    const some = new Float64Array(cells * count);
    const plain = { cells, mean: 0, scale: 1 };
    fillAverages(some, tables.smoothed, tables, which, roll, plain);
    const mean = some.reduce((sum, x) => sum + x, 0) / some.length;
    const scale = rootMeanSquare(some.map((x) => x - mean)) || 1;
    fillAverages(some, tables.rate, tables, which, roll, { ...plain, scale });
    const fluxScale = rootMeanSquare(some) || 1;
    const parts = { cells, mean, scale, fluxScale };
    const options = { steps, pushforward, seed, signal, onProgress };
    const arrays = await learnStencil(network, parts, tables, options);
    return {
      attributes: {
        interpolation: choice,
        average: mean,
        field_scale: scale,
        flux_scale: fluxScale,
      },
      arrays: Object.fromEntries(
        arrays.map(({ name, rows, columns, values }) => {
          const stored = storedName(name);
          return [stored, variable(values, [`${stored}_row`, `${stored}_column`], [rows, columns])];
        }),
      ),
    };
  },
  async law({ grid, timeStep, parameters, learned }) {
    const { cells } = parameters;
    const [mean, scale] = [numberOf(learned, "average"), numberOf(learned, "field_scale")];
    const parts = { cells, mean, scale, fluxScale: numberOf(learned, "flux_scale") };
    const network = await instantiateNetworkKernel();
    const model = stencilModel(parts);
    const tape = createTape(network);
    model.declare(tape);
    const arrays = tape.parameters.map(({ name, rows, columns }) => {
      const values = reals(learned, storedName(name), rows * columns);
      return { name, rows, columns, values };
    });
    const drift = latentEvaluator(network, model, arrays).drift(1);
    const standard = new Float64Array(cells);
    const rates = (u: Float64Array, out: Float64Array) => {
      for (let i = 0; i < cells; i++) standard[i] = (u[i] - mean) / scale;
      drift(standard, out);
      for (let i = 0; i < cells; i++) out[i] *= scale;
    };
    return {
      ...(await cellStates(grid, cells, storedInterpolation(learned.attributes))),
      path: (start, when, signal) => {
        const longest = () => longestStep * timeStep;
        return integrate({ start, advance: rungeKutta(rates, cells), longest }, when, signal);
      },
    };
  },
});

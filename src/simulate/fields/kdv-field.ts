import { fieldPoints, fieldSpacing } from "../../dataset/field-grid.js";
import { fourierPlan } from "../../kernel/fields/fourier.js";
import {
  fieldToSpectrum,
  kdvAdvance,
  prepareKdv,
  spectrumToField,
} from "../../kernel/fields/kdv.js";
import type { FieldsKernel } from "../../kernel/fields/load.js";
import { cos2Pi, exp } from "../../kernel/math.js";
import { type ParameterValues, resolveParameters } from "../../parameters.js";
import { drawMember, familyParameters } from "./family.js";
import { checkTrajectory, integrationSteps, recordedTimes, recordField } from "./record.js";
import type { ConfiguredFieldSystem, FieldRequest, FieldSystem } from "./system.js";

const name = "kdv-field";

const parameterTable = {
  points: {
    kind: "integer",
    summary: "points on [0, 10), a number without prime factors above 61",
    default: 1000,
    min: 8,
    max: 1e5,
  },
  dispersion: {
    kind: "number",
    summary: "factor of the third derivative",
    default: 0.02,
    min: 0,
    unit: "length^3 / time",
  },
  stencil: {
    kind: "choice",
    summary:
      "third difference: published, (u2 - 3 u1 + 3 u0 - u-1) / h^3, which also damps, or central, (u2 - 2 u1 + 2 u-1 - u-2) / 2 h^3",
    default: "published",
    choices: ["published", "central"],
  },
  ...familyParameters({
    amplitude: [2, 0.1],
    width: [1, 0.1],
    noise: 0.01,
    widthIs: "w of A cos(pi x) exp(-(x - 7.5)^2 / w)",
    randomIs: "shifted around the domain by a uniform length",
  }),
} as const;

const length = 10;

/** Longest step by default: its error is a small part of what float32 rounds away. */
const accurate = 1e-3;

/** Parameters of {@link kdvField}. */
export type KdvFieldParameters = ParameterValues<typeof parameterTable>;

/** The system with its parameters set. */
export interface KdvField extends ConfiguredFieldSystem {
  readonly parameters: KdvFieldParameters;
}

function initialField(
  kernel: FieldsKernel,
  points: Float64Array,
  parameters: KdvFieldParameters,
  request: FieldRequest,
): Float64Array {
  const { amplitude, width, position } = drawMember(kernel, parameters, request);
  const shift = length * (position?.[0] ?? 0);
  return points.map((point) => {
    // Where this point lies in the trajectory that is not shifted.
    const x = point - shift + (point < shift ? length : 0);
    const turns = x / 2;
    const carrier = cos2Pi(kernel, turns - Math.floor(turns));
    return amplitude * carrier * exp(kernel, (-(x - 7.5) * (x - 7.5)) / width);
  });
}

/**
 * The Korteweg-de Vries equation u_t = -u u_x - .02 u_xxx on the periodic interval [0, 10), from wave packets
 * u = A cos(pi x) exp(-(x - 7.5)^2 / w), A ~ N(2, .1^2), w ~ N(1, .1^2), observed with white noise of standard
 * deviation .01 (Ilersich & Nair 2025). In space central differences of the first derivative and the chosen
 * stencil of the third; in time a method of fourth order that takes the linear part exactly (see
 * assembly/fields/kdv.ts), by steps of at most 1e-3. The published data has the one-sided stencil, the error
 * of which damps as -.01 h u_xxxx.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function kdvField(given: Partial<KdvFieldParameters> = {}): KdvField {
  const parameters = resolveParameters(name, parameterTable, given);
  const { points, dispersion, stencil, noise } = parameters;
  const grid = { domain: [[0, length] as const], points: [points], periodic: true };
  checkTrajectory(grid, parameters);
  const [h] = fieldSpacing(grid);
  const [x] = fieldPoints(grid);
  return {
    name,
    parameters,
    grid,
    time: recordedTimes(parameters),
    noise,
    simulateSequence(kernel, request) {
      const initial = request.initial ?? initialField(kernel, x, parameters, request);
      let speed = 0;
      for (let i = 0; i < initial.length; i++) speed = Math.max(speed, Math.abs(initial[i]));
      // Waves overtake the start's: the transport is stable to 2.8 points a step.
      const { count, dt } = integrationSteps(parameters, Math.min(accurate, (0.5 * h) / speed));
      return recordField(kernel, grid, parameters, request, initial, (start) => {
        const plan = fourierPlan(kernel, points);
        const spectrum = kernel.arena.f64(2 * points);
        const steps = prepareKdv(kernel, plan, h, dispersion, dt, stencil);
        fieldToSpectrum(kernel, steps, start.view, spectrum);
        return (u) => {
          kdvAdvance(kernel, steps, spectrum, count);
          spectrumToField(kernel, steps, spectrum, u.view);
        };
      });
    },
  };
}

/** The line of the registry. */
export const kdvFieldSystem: FieldSystem = {
  name,
  summary: "the Korteweg-de Vries equation on a periodic line, observed with noise",
  parameters: parameterTable,
  configure: kdvField,
};

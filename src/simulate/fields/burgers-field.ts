import { fieldPoints, fieldSpacing } from "../../dataset/field-grid.js";
import { burgersAdvance } from "../../kernel/fields/burgers.js";
import type { FieldsKernel } from "../../kernel/fields/load.js";
import { reserveField } from "../../kernel/fields/region.js";
import { exp } from "../../kernel/math.js";
import { type ParameterValues, resolveParameters } from "../../parameters.js";
import { drawMember, familyParameters } from "./family.js";
import { checkTrajectory, integrationSteps, recordedTimes, recordField } from "./record.js";
import type { ConfiguredFieldSystem, FieldRequest, FieldSystem } from "./system.js";

const name = "burgers-field";

const parameterTable = {
  points: { kind: "integer", summary: "points on [0, 1)", default: 1000, min: 4, max: 1e6 },
  viscosity: {
    kind: "number",
    summary: "nu of the equation",
    default: 5e-4,
    min: 0,
    above: true,
    unit: "length^2 / time",
  },
  ...familyParameters({
    amplitude: [0.25, 0.05],
    width: [0.01, 0.0025],
    noise: 1e-3,
    widthIs: "w of A exp(-(x - 0.5)^2 / w)",
    randomIs: "shifted around the domain by a uniform length",
  }),
} as const;

/** Parameters of {@link burgersField}. */
export type BurgersFieldParameters = ParameterValues<typeof parameterTable>;

/** The system with its parameters set. */
export interface BurgersField extends ConfiguredFieldSystem {
  readonly parameters: BurgersFieldParameters;
}

/**
 * Longest step that is taken: half of where the method of Heun becomes unstable for the diffusion, and half
 * a point's distance in the transport. With the defaults the first is 5e-4, two steps for each recorded.
 */
export function longestBurgersStep(spacing: readonly number[], viscosity: number, speed: number) {
  const diffusion = spacing.reduce((sum, h) => sum + 1 / (h * h), 0);
  const transport = spacing.reduce((sum, h) => sum + speed / h, 0);
  return Math.min(0.5 / (2 * viscosity * diffusion), 0.5 / transport);
}

/** The member of the family of initial fields that a request draws. */
function initialField(
  kernel: FieldsKernel,
  points: Float64Array,
  parameters: BurgersFieldParameters,
  request: FieldRequest,
): Float64Array {
  const { amplitude, width, position } = drawMember(kernel, parameters, request);
  const shift = position?.[0] ?? 0;
  return points.map((x) => {
    // Where this point lies in the trajectory that is not shifted.
    const d = x - shift + (x < shift ? 1 : 0) - 0.5;
    return amplitude * exp(kernel, (-d * d) / width);
  });
}

/**
 * The viscous Burgers equation u_t = -u u_x + nu u_xx on the periodic interval [0, 1), from Gaussian humps
 * u = A exp(-(x - .5)^2 / w), A ~ N(.25, .05^2), w ~ N(.01, .0025^2), observed with white noise of standard
 * deviation 1e-3 (Ilersich & Nair 2025). Central differences in space and the method of Heun in time, with
 * as many steps within a recorded one as its stability asks; see {@link longestBurgersStep}.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function burgersField(given: Partial<BurgersFieldParameters> = {}): BurgersField {
  const parameters = resolveParameters(name, parameterTable, given);
  const { points, viscosity, noise } = parameters;
  const grid = { domain: [[0, 1] as const], points: [points], periodic: true };
  checkTrajectory(grid, parameters);
  const spacing = fieldSpacing(grid);
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
      const longest = longestBurgersStep(spacing, viscosity, speed);
      const { count, dt } = integrationSteps(parameters, longest);
      return recordField(kernel, grid, parameters, request, initial, () => {
        const room = reserveField(kernel, points);
        const steps = { spacing, viscosity, dt, steps: count };
        return (u) => burgersAdvance(kernel, u, room, steps);
      });
    },
  };
}

/** The line of the registry. */
export const burgersFieldSystem: FieldSystem = {
  name,
  summary: "the viscous Burgers equation on a periodic line, observed with noise",
  parameters: parameterTable,
  configure: burgersField,
};

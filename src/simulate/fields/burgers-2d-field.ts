import { fieldPoints, fieldSpacing } from "../../dataset/field-grid.js";
import { burgersAdvance2d } from "../../kernel/fields/burgers.js";
import type { FieldsKernel } from "../../kernel/fields/load.js";
import { reserveField } from "../../kernel/fields/region.js";
import { exp } from "../../kernel/math.js";
import { type ParameterValues, resolveParameters } from "../../parameters.js";
import { longestBurgersStep } from "./burgers-field.js";
import { drawMember, familyParameters } from "./family.js";
import { checkTrajectory, integrationSteps, recordedTimes, recordField } from "./record.js";
import type { ConfiguredFieldSystem, FieldRequest, FieldSystem } from "./system.js";

const name = "burgers-2d-field";

const parameterTable = {
  points: {
    kind: "integer",
    summary: "points on [0, 1] in each of two dimensions, those of the boundary among them",
    default: 128,
    min: 4,
    max: 4096,
  },
  viscosity: {
    kind: "number",
    summary: "nu of the equation",
    default: 5e-3,
    min: 0,
    above: true,
    unit: "length^2 / time",
  },
  ...familyParameters({
    amplitude: [1, 0.1],
    width: [0.2, 0.01],
    noise: 1e-3,
    widthIs: "w of A exp(-((x - 0.3)^2 + (y - 0.3)^2) / w^2)",
    randomIs: "with its centre uniform on [0.25, 0.45]^2",
  }),
} as const;

/** Ends of the interval in which each coordinate of a random centre lies; a fixed one is at .3. */
const centres = [0.25, 0.45] as const;

/** Parameters of {@link burgersField2d}. */
export type BurgersField2dParameters = ParameterValues<typeof parameterTable>;

/** The system with its parameters set. */
export interface BurgersField2d extends ConfiguredFieldSystem {
  readonly parameters: BurgersField2dParameters;
}

function initialField(
  kernel: FieldsKernel,
  [ys, xs]: readonly Float64Array[],
  parameters: BurgersField2dParameters,
  request: FieldRequest,
): Float64Array {
  const { amplitude, width, position } = drawMember(kernel, parameters, request);
  const [a, b] = centres;
  const [cx, cy] = position?.map((u) => a + (b - a) * u) ?? [0.3, 0.3];
  const field = new Float64Array(ys.length * xs.length);
  ys.forEach((y, i) => {
    xs.forEach((x, j) => {
      const r2 = (x - cx) * (x - cx) + (y - cy) * (y - cy);
      field[i * xs.length + j] = amplitude * exp(kernel, -r2 / (width * width));
    });
  });
  return field;
}

/**
 * The Burgers equation u_t = -u (u_x + u_y) + nu (u_xx + u_yy) on [0, 1]^2, its boundary values held, from
 * Gaussian humps u = c exp(-((x - .3)^2 + (y - .3)^2) / w^2), c ~ N(1, .1^2), w ~ N(.2, .01^2), observed with
 * white noise of standard deviation 1e-3 (Ilersich & Nair 2025). Central differences in space and the method
 * of Heun in time; with the defaults one step for each recorded. Fields are [y][x].
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function burgersField2d(given: Partial<BurgersField2dParameters> = {}): BurgersField2d {
  const parameters = resolveParameters(name, parameterTable, given);
  const { points, viscosity, noise } = parameters;
  const unit = [0, 1] as const;
  const grid = { domain: [unit, unit], points: [points, points], periodic: false };
  checkTrajectory(grid, parameters);
  const spacing = fieldSpacing(grid);
  const axes = fieldPoints(grid);
  return {
    name,
    parameters,
    grid,
    time: recordedTimes(parameters),
    noise,
    simulateSequence(kernel, request) {
      const initial = request.initial ?? initialField(kernel, axes, parameters, request);
      let speed = 0;
      for (let i = 0; i < initial.length; i++) speed = Math.max(speed, Math.abs(initial[i]));
      const longest = longestBurgersStep(spacing, viscosity, speed);
      const { count, dt } = integrationSteps(parameters, longest);
      return recordField(kernel, grid, parameters, request, initial, () => {
        const room = reserveField(kernel, points * points);
        const steps = { spacing, viscosity, dt, steps: count };
        return (u) => burgersAdvance2d(kernel, u, room, points, steps);
      });
    },
  };
}

/** The line of the registry. */
export const burgersField2dSystem: FieldSystem = {
  name,
  summary:
    "the viscous Burgers equation on a square with held boundary values, observed with noise",
  parameters: parameterTable,
  configure: burgersField2d,
};

import { invalidParameter } from "../errors.js";
import type { Kernel } from "../kernel/instantiate.js";
import { latticeTable } from "../kernel/lattice-leap.js";
import {
  leapTable,
  netDisplacementLaw,
  walkersLeap,
  walkersMicroSteps,
} from "../kernel/walkers.js";
import { type ParameterValues, resolveParameters } from "../parameters.js";
import type { Grid } from "../types.js";
import { initialStateParameters } from "./initial-state.js";
import { chooseMethod, type Method } from "./method.js";
import { recordCounts } from "./record-counts.js";
import { recordWalkers } from "./record-walkers.js";
import type { ConfiguredSystem, Sequence, SequenceRequest, System } from "./system.js";

const name = "advection-diffusion";

const parameterTable = {
  walkers: { kind: "integer", summary: "number of walkers", default: 2400, min: 1, max: 4e9 },
  bins: {
    kind: "integer",
    summary: "bins of the coarse grid on [-1, 1)",
    default: 24,
    min: 2,
    max: 1e6,
  },
  left: {
    kind: "number",
    summary: "probability of a jump to the left in one micro step",
    default: 0.195,
    min: 0,
    max: 1,
  },
  right: {
    kind: "number",
    summary: "probability of a jump to the right in one micro step",
    default: 0.205,
    min: 0,
    max: 1,
  },
  jump: {
    kind: "number",
    summary: "length of a jump",
    default: 3.875e-3,
    min: 0,
    above: true,
    unit: "length",
  },
  microStep: {
    kind: "number",
    summary: "time of a micro step",
    default: 2.5e-3,
    min: 0,
    above: true,
    unit: "time",
  },
  microStepsPerStep: {
    kind: "integer",
    summary: "micro steps in one coarse step",
    default: 400,
    min: 1,
    max: 1e6,
  },
  method: {
    kind: "choice",
    summary:
      "micro: every jump; leap: one draw for a coarse step; counts: the same for all walkers of a cell at once; auto: leap or counts, whichever is less work",
    default: "auto",
    choices: ["auto", "leap", "micro", "counts"],
  },
  positions: { kind: "boolean", summary: "record the walkers' positions", default: false },
  ...initialStateParameters({ sigma: 0.3, length: 1 }),
} as const;

/** Parameters of {@link advectionDiffusion}; see its table in {@link advectionDiffusionSystem}. */
export type AdvectionDiffusionParameters = ParameterValues<typeof parameterTable>;

/** The system with its parameters set. */
export interface AdvectionDiffusion extends ConfiguredSystem {
  readonly parameters: AdvectionDiffusionParameters;
}

/** See {@link ConfiguredSystem.prepare}. */
function sequenceMaker(
  kernel: Kernel,
  grid: Grid,
  parameters: AdvectionDiffusionParameters,
  method: Method,
) {
  const { left, right, jump, microStepsPerStep, walkers, positions } = parameters;
  const layout = { grid, walkers, jump, positions, initial: parameters };
  if (method.algorithm === "counts") {
    const law = netDisplacementLaw(left, right, microStepsPerStep);
    return recordCounts(kernel, layout, latticeTable(kernel, law, method.lattice));
  }
  if (method.algorithm === "micro") {
    return recordWalkers(kernel, layout, (stream, net) =>
      walkersMicroSteps(kernel, stream, net, microStepsPerStep, left, right),
    );
  }
  const table = leapTable(kernel, left, right, microStepsPerStep);
  return recordWalkers(kernel, layout, (stream, net) => walkersLeap(kernel, stream, net, table));
}

/** Effective drift velocity v = (right - left) jump / microStep of the limit in {@link diffusivity}. */
export function velocity({ parameters }: AdvectionDiffusion): number {
  const { left, right, jump, microStep } = parameters;
  return ((right - left) * jump) / microStep;
}

/**
 * Effective diffusivity D = (left + right) jump^2 / (2 microStep): the density rho of many walkers obeys
 * d rho/dt + v d rho/dy = D d^2 rho/dy^2 in the limit of small jumps (Felsberger & Koutsourelakis 2019,
 * section 3.2), up to the term of order microStep v^2 / 2 that the drift takes from D.
 */
export function diffusivity({ parameters }: AdvectionDiffusion): number {
  const { left, right, jump, microStep } = parameters;
  return ((left + right) * jump * jump) / (2 * microStep);
}

/**
 * Independent walkers on the periodic interval [-1, 1): in each micro step a walker jumps to the right
 * with probability `right`, to the left with `left`, else it stays. A sequence draws an initial coarse
 * state X, walkers per bin ~ Multinomial(walkers, softmax(X)), places uniform within the bins, and records
 * counts at 0, Δt, 2Δt ...; Δt = microStep microStepsPerStep. All methods have the same law. The defaults
 * are those of Felsberger & Koutsourelakis (2019), section 3.2, with probabilities per micro step:
 * D = 1.2e-3, v = .0155.
 *
 * @throws UnknownParameter, InvalidParameter
 */
export function advectionDiffusion(
  given: Partial<AdvectionDiffusionParameters> = {},
): AdvectionDiffusion {
  const parameters = resolveParameters(name, parameterTable, given);
  const { left, right, walkers, bins, microStep, microStepsPerStep } = parameters;
  // Decimals that sum to 1 may sum to a little more in binary.
  if (left + right > 1 + 1e-12) {
    throw invalidParameter("left + right", "at most 1", `${left} + ${right} = ${left + right}`);
  }
  const grid = { domain: [-1, 1], bins } as const;
  const method = chooseMethod(parameters, grid);
  const prepare = (kernel: Kernel) => sequenceMaker(kernel, grid, parameters, method);
  return {
    name,
    parameters,
    grid,
    walkers,
    timeStep: microStep * microStepsPerStep,
    recordsPositions: parameters.positions,
    algorithm: method.algorithm,
    workPerStep: method.workPerStep,
    prepare,
    simulateSequence(kernel: Kernel, request: SequenceRequest): Sequence {
      const mark = kernel.arena.mark();
      try {
        return prepare(kernel)(request);
      } finally {
        kernel.arena.release(mark);
      }
    },
  };
}

/** The line of the registry. */
export const advectionDiffusionSystem: System = {
  name,
  summary: "independent walkers whose density drifts and diffuses",
  parameters: parameterTable,
  configure: advectionDiffusion,
};

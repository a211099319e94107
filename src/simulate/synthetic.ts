import { numericalFailure } from "../errors.js";
import { reserveOffsets } from "../kernel/features.js";
import type { Kernel } from "../kernel/instantiate.js";
import { fillNormal, multinomial, openStream } from "../kernel/random.js";
import { softmax } from "../kernel/softmax-multinomial.js";
import { reserveTransition, type TransitionLaw, transitionPath } from "../kernel/transition.js";
import { mostFactors, reach } from "../monomials.js";
import { type ParameterValues, resolveParameters } from "../parameters.js";
import { initialStateParameters } from "./initial-state.js";
import { drawStart, type StartLayout } from "./start.js";
import { streamPurpose } from "./stream-purpose.js";
import type { ConfiguredSystem, Sequence, SequenceRequest, System } from "./system.js";

const name = "synthetic";

const parameterTable = {
  walkers: { kind: "integer", summary: "number of walkers", default: 4800, min: 1, max: 4e9 },
  bins: {
    kind: "integer",
    summary: "bins of the coarse grid on [-1, 1)",
    default: 24,
    min: 2,
    max: 1e6,
  },
  law: {
    kind: "polynomial",
    summary: "X of the next step as a polynomial in the neighbours' X: offsets and coefficients",
    default: [
      [[-1], 0.5],
      [[1], 0.5],
      [[1, 1], -0.23],
      [[-1, -1], 0.21],
    ],
  },
  noise: {
    kind: "number",
    summary: "standard deviation of the noise that each step adds to each X",
    default: 0,
    min: 0,
  },
  timeStep: {
    kind: "number",
    summary: "time of a coarse step",
    default: 1,
    min: 0,
    above: true,
    unit: "time",
  },
  ...initialStateParameters({ sigma: 0.5, length: 1 }),
  initial: { ...initialStateParameters({ sigma: 0.5, length: 1 }).initial, default: "white" },
} as const;

/** Parameters of {@link synthetic}. */
export type SyntheticParameters = ParameterValues<typeof parameterTable>;

/** The system with its parameters set. */
export interface Synthetic extends ConfiguredSystem {
  readonly parameters: SyntheticParameters;
}

function reserveLaw(kernel: Kernel, { law, bins, noise }: SyntheticParameters): TransitionLaw {
  const { arena } = kernel;
  const range = reach(law.map(([monomial]) => monomial));
  const offsets = reserveOffsets(kernel, law.length);
  const theta = arena.f64(law.length);
  law.forEach(([monomial, coefficient], l) => {
    theta.view[l] = coefficient;
    for (let f = 0; f < mostFactors; f++) {
      offsets.view[mostFactors * l + f] = f < monomial.length ? monomial[f] + range : -1;
    }
  });
  const deviation = arena.f64(bins);
  deviation.view.fill(noise);
  return { set: { offsets, features: law.length }, theta, deviation, bins, range };
}

/** Runs the coarse law from a start and draws walkers at each step. */
function sequenceMaker(kernel: Kernel, parameters: SyntheticParameters, layout: StartLayout) {
  const { arena } = kernel;
  const { bins, walkers } = parameters;
  const law = reserveLaw(kernel, parameters);
  const scratch = reserveTransition(kernel, law);
  return (request: SequenceRequest): Sequence => {
    const { seed, sequence, steps } = request;
    const mark = arena.mark();
    const start = drawStart(kernel, request, layout);
    const jumps = openStream(kernel, seed, sequence, streamPurpose.jumps);
    const emission = openStream(kernel, seed, sequence, streamPurpose.emission);
    const state = arena.copyF64(start.state);
    const noise = arena.f64(steps * bins);
    const path = arena.f64(steps * bins);
    fillNormal(kernel, jumps, noise);
    const diverged = transitionPath(kernel, law, state, steps, noise, path, scratch);
    if (diverged >= 0) {
      const recover = "Start nearer to a uniform density, or set smaller coefficients.";
      const what = `sequence ${sequence} left the finite numbers`;
      throw numericalFailure("the synthetic law", diverged, what, recover);
    }
    const counts = new Uint32Array((steps + 1) * bins);
    counts.set(start.counts);
    const rho = arena.f64(bins);
    const row = arena.f64(bins);
    const drawn = arena.u32(bins);
    for (let t = 0; t < steps; t++) {
      row.view.set(path.view.subarray(t * bins, (t + 1) * bins));
      softmax(kernel, row, 1, bins, rho);
      multinomial(kernel, emission, rho, walkers, drawn);
      counts.set(drawn.view, (t + 1) * bins);
    }
    arena.release(mark);
    return { counts, initialState: start.state };
  };
}

/**
 * A coarse law that is given, for trials of inference (Felsberger & Koutsourelakis 2019, section 3.1): X of
 * the next step is a polynomial in the X of the neighbouring bins plus noise, and at each step walkers are
 * drawn anew, counts ~ Multinomial(walkers, softmax(X)). The defaults are the paper's law; its initial
 * states, which the paper does not name, are white with standard deviation .5.
 *
 * The law acts on X with its mean over the bins removed. Softmax cannot see that mean, while a law of second
 * order would: so the densities alone decide what comes next.
 *
 * @throws UnknownParameter, InvalidParameter; NumericalFailure, from a simulation, where X diverges
 */
export function synthetic(given: Partial<SyntheticParameters> = {}): Synthetic {
  const parameters = resolveParameters(name, parameterTable, given);
  const { bins, walkers, timeStep } = parameters;
  const grid = { domain: [-1, 1], bins } as const;
  const layout = { grid, walkers, initial: parameters };
  const prepare = (kernel: Kernel) => sequenceMaker(kernel, parameters, layout);
  return {
    name,
    parameters,
    grid,
    walkers,
    timeStep,
    recordsPositions: false,
    // A step costs as much as drawing a few hundred walkers, however many there are.
    workPerStep: 10 * bins,
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
export const syntheticSystem: System = {
  name,
  summary: "walkers drawn from a coarse law that is given: a polynomial in the log densities",
  parameters: parameterTable,
  configure: synthetic,
};

import { invalidParameter } from "../../errors.js";
import type { Kernel } from "../../kernel/instantiate.js";
import type { JumpRule } from "../../kernel/interacting.js";
import type { FunctionOfOne } from "../../parameters.js";
import type { Json } from "../../types.js";
import type { ConfiguredSystem, SequenceRequest } from "../system.js";
import { checkProbabilities } from "./jump-probabilities.js";
import type { LatticeParameters } from "./parameters.js";
import { recordLattice } from "./record-lattice.js";

/** The jumps of a system of interacting walkers. */
export interface Jumps {
  /**
   * Probabilities of a jump in one micro step as functions of u, the density of the other walkers in the box
   * that a walker sees relative to that of all of them spread evenly.
   */
  readonly right: FunctionOfOne;
  readonly left: FunctionOfOne;
  /** Sites to the right (for right jumps) or left (for left ones) of its own whose box a walker sees. */
  readonly ahead?: number;
}

/** A system of interacting walkers with its parameters set. */
export interface InteractingWalkers<P = LatticeParameters> extends ConfiguredSystem {
  readonly parameters: P & { readonly [key: string]: Json };
  /** Length of a jump. */
  readonly jump: number;
  readonly jumps: Jumps;
}

/** Most walkers that are followed one by one: they take 4 bytes of one memory each. */
const mostOneByOne = 5e8;

/** Width of the box in sites. @throws InvalidParameter unless it is whole and fits the kernel */
function widthInSites({ sites, width, kernel }: LatticeParameters): number {
  const inSites = (width * sites) / 2;
  const whole = Math.round(inSites);
  if (whole < 1 || Math.abs(inSites - whole) > 1e-9 * whole) {
    const near = (2 * Math.max(1, whole)) / sites;
    throw invalidParameter(
      "width",
      `a whole number of sites of 2/${sites}, such as ${near}`,
      `${width} (${inSites} sites)`,
    );
  }
  if (kernel === "random-offset" && sites % whole !== 0) {
    const fits = Array.from({ length: sites >> 1 }, (_, i) => i + 1).filter((n) => sites % n === 0);
    const near = fits.reduce((a, b) => (Math.abs(b - whole) < Math.abs(a - whole) ? b : a));
    throw invalidParameter(
      "width",
      `such that boxes fill the ${sites} sites, such as ${(2 * near) / sites}, or kernel centred`,
      `${width} (${whole} sites)`,
    );
  }
  return whole;
}

/** Which form serves: counts of sites, or each walker by itself. @throws InvalidParameter */
function formOf({ method, positions, walkers }: LatticeParameters): "counts" | "walkers" {
  if (method === "counts" && positions) {
    throw invalidParameter("method", "walkers or auto where positions are recorded", method);
  }
  const form = method === "auto" ? (positions ? "walkers" : "counts") : method;
  if (form === "walkers" && walkers > mostOneByOne) {
    const expected = `at most ${mostOneByOne} unless method is counts, without positions`;
    throw invalidParameter("walkers", expected, walkers);
  }
  return form as "counts" | "walkers";
}

/** Work of a coarse step in leaps of one walker (3 ns), roughly as measured. */
function workOf(form: "counts" | "walkers", given: LatticeParameters): number {
  const { walkers, sites, microStepsPerStep } = given;
  return microStepsPerStep * (form === "counts" ? 2 * sites : walkers + 0.5 * sites);
}

/**
 * Makes a system of interacting walkers on the periodic interval [-1, 1). All walkers of a micro step
 * decide from the same state. A sequence draws an initial coarse state X, walkers per bin ~
 * Multinomial(walkers, softmax(X)), spreads those of a bin over its sites, and records counts at 0, Δt,
 * 2Δt ...; Δt = microStep microStepsPerStep.
 *
 * @throws InvalidParameter for a grid or box that the lattice does not carry, or jumps that are no
 *   probabilities at a density that may occur
 */
export function interactingSystem<P extends LatticeParameters>(
  name: string,
  parameters: P,
  jumps: Jumps,
): InteractingWalkers<P> {
  const { walkers, bins, sites, kernel, microStep, microStepsPerStep, positions } = parameters;
  if (sites % bins !== 0) {
    const near = bins * Math.max(1, Math.round(sites / bins));
    throw invalidParameter("sites", `a multiple of the ${bins} bins, such as ${near}`, sites);
  }
  const width = widthInSites(parameters);
  const { right, left, ahead = 0 } = jumps;
  checkProbabilities(right, left, sites / width);
  const form = formOf(parameters);
  const grid = { domain: [-1, 1], bins } as const;
  const rule: JumpRule = { sites, width, centred: kernel === "centred", ahead, right, left };
  const layout = {
    grid,
    walkers,
    rule,
    microStepsPerStep,
    oneByOne: form === "walkers",
    positions,
    initial: parameters,
  };
  const prepare = (instance: Kernel) => recordLattice(instance, layout);
  return {
    name,
    parameters: parameters as P & { readonly [key: string]: Json },
    grid,
    walkers,
    timeStep: microStep * microStepsPerStep,
    jump: 2 / sites,
    jumps,
    algorithm: form,
    workPerStep: workOf(form, parameters),
    recordsPositions: positions,
    prepare,
    simulateSequence(instance: Kernel, request: SequenceRequest) {
      const mark = instance.arena.mark();
      try {
        return prepare(instance)(request);
      } finally {
        instance.arena.release(mark);
      }
    },
  };
}

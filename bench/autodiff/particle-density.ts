import { createAdam } from "../../src/autodiff/adam.js";
import { add, multiply, subtract } from "../../src/autodiff/arithmetic.js";
import { slice } from "../../src/autodiff/blocks.js";
import { denseNetwork } from "../../src/autodiff/dense-network.js";
import { exp, relu, square } from "../../src/autodiff/elementwise.js";
import { constant } from "../../src/autodiff/schedules.js";
import { createTape } from "../../src/autodiff/tape.js";
import type { Precision } from "../../src/kernel/network/abi.js";
import type { NetworkKernel } from "../../src/kernel/network/load.js";

export const cells = 25;
export const sequences = 64;
export const times = 10;
const states = sequences * times;
const transitions = sequences * (times - 1);
/** Of the transition law's noise. */
export const sigma = 0.5;

/** Products and sums of the network, forward and twice backward. */
export const flops = 3 * 2 * (2 * cells * cells) * transitions;

/**
 * A step of variational inference: states sampled as X = exp(mu + s eps), a network that gives the change
 * of the state, the square of what it misses over sigma, closed-form terms in mu and s, and Adam on
 * everything. Columns are ordered by time, so that the states before and after are slices.
 */
export function particleDensity(kernel: NetworkKernel, precision: Precision): () => number {
  const tape = createTape(kernel, { precision, seed: 1 });
  const mu = tape.parameter("mu", cells, states);
  const logS = tape.parameter("log s", cells, states, new Float64Array(cells * states).fill(-2));
  const s = exp(logS);
  const x = exp(add(mu, multiply(s, tape.noise(cells, states))));
  const before = slice(x, { column: 0, columns: transitions });
  const after = slice(x, { column: sequences, columns: transitions });
  const network = denseNetwork(tape, "change", { widths: [cells, cells, cells], activation: relu });
  const missed = subtract(subtract(after, before), network.apply(before));
  const objective = tape.minimise([
    { of: square(missed), weight: 0.5 / sigma ** 2 },
    { of: square(mu), weight: 0.5 },
    { of: square(s), weight: 0.5 },
    { of: logS, weight: -1 },
  ]);
  const adam = createAdam([{ parameters: tape.parameters, rate: constant(1e-3) }]);
  let step = 0;
  return () => {
    tape.redraw(step++);
    const value = objective.differentiate();
    adam.step();
    return value;
  };
}

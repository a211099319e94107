/** How the time of one coarse step (400 micro steps) grows with the number of walkers. */
import type { Kernel } from "../../src/kernel/load.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import { burgersWalkers } from "../../src/simulate/burgers-walkers.js";
import type { ConfiguredSystem } from "../../src/simulate/system.js";
import type { Case } from "../harness.js";

/** The time of a sequence of `steps` coarse steps, the start included, for one of them. */
function sweepCase(kernel: Kernel, name: string, system: ConfiguredSystem, steps: number): Case {
  return {
    name: `${name}, ${system.walkers.toExponential(0)} walkers (${system.algorithm})`,
    unit: "ms",
    work: steps,
    rounds: 3,
    run: () => system.simulateSequence(kernel, { seed: 1, sequence: 0, steps }),
  };
}

export function sweepCases(kernel: Kernel): Case[] {
  const powers = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
  return [
    ...powers.map((walkers) =>
      sweepCase(kernel, "burgers-walkers", burgersWalkers({ walkers }), 9),
    ),
    ...powers.map((walkers) =>
      sweepCase(kernel, "advection-diffusion", advectionDiffusion({ walkers }), 1),
    ),
  ];
}

/** How simulation scales over workers: whole sequences, as a user simulates them. */
import type { Executor } from "../../src/parallel/executor.js";
import { threadExecutor } from "../../src/parallel/threads.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import { burgersWalkers } from "../../src/simulate/burgers-walkers.js";
import { simulate } from "../../src/simulate/simulate.js";
import type { ConfiguredSystem } from "../../src/simulate/system.js";
import { type Figure, median } from "../harness.js";

const sequences = 256;
const rounds = 15;

/** Time on one worker divided by that on two: the median of pairs of runs, one after the other. The workers
 * have started before. */
async function speedUp(system: ConfiguredSystem, steps: number): Promise<number> {
  const executors = [1, 2].map((workers) => threadExecutor({ workers }));
  const ratios: number[] = [];
  const time = async (executor: Executor) => {
    const start = performance.now();
    await simulate(system, { sequences, steps, executor });
    return performance.now() - start;
  };
  for (const executor of executors) await time(executor);
  for (let round = 0; round < rounds; round++) {
    const [one, two] = [await time(executors[0]), await time(executors[1])];
    ratios.push(one / two);
  }
  for (const executor of executors) await executor.close();
  return median(ratios);
}

const systems = {
  "burgers-walkers": { system: burgersWalkers(), steps: 2 },
  "advection-diffusion, micro": { system: advectionDiffusion({ method: "micro" }), steps: 8 },
  "advection-diffusion, leap": { system: advectionDiffusion({ method: "leap" }), steps: 100 },
} as const;

export const workerFigures: Figure[] = Object.entries(systems).map(([name, { system, steps }]) => ({
  name: `${sequences} sequences of ${name}, 2 workers against 1`,
  unit: "x",
  figure: () => speedUp(system, steps),
}));

/** How simulation scales over workers: whole sequences, as a user simulates them. */
import type { Executor } from "../../src/parallel/executor.js";
import { threadExecutor } from "../../src/parallel/threads.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import { burgersWalkers } from "../../src/simulate/burgers-walkers.js";
import { simulate } from "../../src/simulate/simulate.js";
import type { ConfiguredSystem } from "../../src/simulate/system.js";
import { type Figure, median } from "../harness.js";

const sequences = 256;
const rounds = 9;

/** Rate on two workers divided by that on one, the medians of runs in turn; workers have started. */
async function speedUp(system: ConfiguredSystem, steps: number): Promise<number> {
  const executors = [1, 2].map((workers) => threadExecutor({ workers }));
  const seconds: number[][] = [[], []];
  const time = async (executor: Executor) => {
    const start = performance.now();
    await simulate(system, { sequences, steps, executor });
    return performance.now() - start;
  };
  for (const executor of executors) await time(executor);
  for (let round = 0; round < rounds; round++) {
    for (const [i, executor] of executors.entries()) seconds[i].push(await time(executor));
  }
  for (const executor of executors) await executor.close();
  return median(seconds[0]) / median(seconds[1]);
}

const systems = {
  "burgers-walkers": { system: burgersWalkers(), steps: 4 },
  "advection-diffusion, micro": { system: advectionDiffusion({ method: "micro" }), steps: 16 },
  "advection-diffusion, leap": { system: advectionDiffusion({ method: "leap" }), steps: 400 },
} as const;

export const workerFigures: Figure[] = Object.entries(systems).map(([name, { system, steps }]) => ({
  name: `${sequences} sequences of ${name}, 2 workers against 1`,
  unit: "x",
  figure: () => speedUp(system, steps),
}));

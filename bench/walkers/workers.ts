/**
 * How simulation scales over workers: whole sequences, as a user simulates them; and what the machine allows,
 * which may have fewer cores to give than it shows.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
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

const busy = "let x = 0; for (let i = 0; i < 3e8; i++) x = (x * 31 + i) | 0; console.log(x);";

/** Time of two programs that only compute, one after the other, divided by that of both at once. */
async function ceiling(): Promise<number> {
  const program = () => promisify(execFile)(process.execPath, ["--eval", busy]);
  const ratios: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await program();
    await program();
    const between = performance.now();
    await Promise.all([program(), program()]);
    ratios.push((between - start) / (performance.now() - between));
  }
  return median(ratios);
}

const systems = {
  "burgers-walkers": { system: burgersWalkers(), steps: 2 },
  "advection-diffusion, micro": { system: advectionDiffusion({ method: "micro" }), steps: 8 },
  "advection-diffusion, leap": { system: advectionDiffusion({ method: "leap" }), steps: 100 },
} as const;

const figures: Figure[] = Object.entries(systems).map(([name, { system, steps }]) => ({
  name: `${sequences} sequences of ${name}, 2 workers against 1`,
  unit: "x",
  figure: () => speedUp(system, steps),
}));

export const workerFigures: Figure[] = [
  ...figures,
  { name: "two other programs at once, against one after the other", unit: "x", figure: ceiling },
];

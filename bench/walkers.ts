/**
 * Walkers: independent and interacting against peers, how simulation scales over workers, and how the time
 * of a coarse step grows with the number of walkers.
 */
import { instantiateKernel } from "../src/kernel/load.js";
import { runBench } from "./harness.js";
import { independentCases } from "./walkers/independent.js";
import { interactingCases } from "./walkers/interacting.js";
import { sweepCases } from "./walkers/sweep.js";
import { workerFigures } from "./walkers/workers.js";

const kernel = await instantiateKernel();
await runBench("walkers", [
  ...independentCases(kernel),
  ...interactingCases(kernel),
  ...workerFigures,
  ...sweepCases(kernel),
]);

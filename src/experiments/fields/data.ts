import { fieldSize } from "../../dataset/field-grid.js";
import type { FieldSource } from "../../dataset/field-source.js";
import { throwIfAborted } from "../../errors.js";
import { simulateFields } from "../../simulate/fields/simulate.js";
import type { ExperimentContext } from "../experiment.js";
import { seedFor } from "../walkers/plan.js";
import { kept } from "./kept.js";
import type { FieldProblem, Sizes, StartFamily } from "./problem.js";
import { rolled } from "./roll.js";

/** A trajectory to forecast, at the times that are compared. */
export interface TestTrajectory {
  /** Shape [time][...space], from time 0, with noise and without. */
  readonly field: Float32Array;
  readonly clean: Float32Array;
}

/** Test trajectories of one family of starts. */
export interface TestSet {
  readonly family: StartFamily;
  /** Shape [time], from 0. */
  readonly time: Float64Array;
  readonly trajectories: readonly TestTrajectory[];
}

/** What is learned from, and what forecasts are held against. */
export interface Data {
  /** Training trajectories, then those that validate. */
  readonly source: FieldSource;
  readonly tests: readonly TestSet[];
}

/** Share of the domain that shifted starts are shifted by. */
export const shift = 0.05;

/** The system as test trajectories are recorded: at the compared times alone, by the steps of the training data. */
function testSystem(problem: FieldProblem, { name }: StartFamily) {
  const { parameters } = problem.system();
  const { duration, steps, subSteps } = parameters as { [name: string]: number };
  const within = steps / problem.errorTimes;
  return problem.system({
    position: name === "random" ? "random" : "fixed",
    duration: duration * problem.horizon,
    steps: Math.round(problem.errorTimes * problem.horizon),
    ...(subSteps > 0 && { subSteps: Math.round(subSteps * within) }),
  });
}

async function testSet(
  context: ExperimentContext,
  problem: FieldProblem,
  sizes: Sizes,
  family: StartFamily,
): Promise<TestSet> {
  const { seed, executor, signal, onProgress } = context;
  const system = testSystem(problem, family);
  // Shifted starts are the original ones, moved: what differs in the errors is the shift's doing.
  const source = simulateFields(system, {
    ...{ sequences: sizes.tests, seed: seedFor(seed, "starts"), executor },
  });
  const size = fieldSize(system.grid);
  const points = Math.round(shift * size);
  const trajectories: TestTrajectory[] = [];
  for (let i = 0; i < sizes.tests; i++) {
    throwIfAborted(signal, "the experiment");
    const { field, clean = field } = await source.sequence(i);
    trajectories.push(
      family.name === "shifted"
        ? { field: rolled(field, size, points), clean: rolled(clean, size, points) }
        : { field, clean },
    );
    onProgress?.({ phase: `${family.name} starts`, done: i + 1, total: sizes.tests });
  }
  return { family, time: system.time, trajectories };
}

/** Trajectories to train on, and the test trajectories of every family of starts. */
export async function makeData(
  context: ExperimentContext,
  problem: FieldProblem,
  sizes: Sizes,
): Promise<Data> {
  const { seed, executor } = context;
  const source = simulateFields(problem.system(), {
    ...{ sequences: sizes.training + sizes.validation, seed, executor },
  });
  const tests: TestSet[] = [];
  for (const family of problem.starts) {
    tests.push(await testSet(context, problem, sizes, family));
  }
  return { source: kept(source), tests };
}

import type { Dataset } from "../dataset/dataset.js";
import { selectSequences } from "../dataset/select.js";
import { invalidData, invalidParameter } from "../errors.js";
import type { Executor } from "../parallel/executor.js";
import { findSystem, systems } from "../simulate/registry.js";
import { simulate } from "../simulate/simulate.js";
import type { RunControl } from "../types.js";
import { seedFor } from "./seeds.js";

/** How the runs of a start are come by. */
export interface RunOptions extends RunControl {
  readonly seed: number;
  readonly steps: number;
  /** Runs to simulate of each start; 0: the sequence itself is the one run. */
  readonly runs: number;
  readonly executor?: Executor | undefined;
}

/** Fine-grained runs of every start, [start]; each is a dataset in which every sequence is one run. */
export async function referenceRuns(test: Dataset, options: RunOptions): Promise<Dataset[]> {
  const { steps, runs, signal, onProgress } = options;
  if (runs === 0) {
    if (steps > test.steps) {
      const expected = `at most the ${test.steps} of the data, unless runs are simulated`;
      throw invalidParameter("steps", expected, steps);
    }
    if (!test.isComplete) {
      const recover = "Leave out sequences with gaps, or simulate runs.";
      throw invalidData("test data", "walkers observed at every snapshot", "gaps", recover);
    }
    return Array.from({ length: test.sequences }, (_, i) => selectSequences(test, [i], steps));
  }
  const { name, parameters } = test.provenance;
  if (!systems.some((system) => system.name === name)) {
    throw invalidData(
      "system of the data",
      "one of this package, so that runs can be simulated",
      name,
      "Leave runs out: each held-out sequence then serves as one run.",
    );
  }
  if (test.initialState === undefined) {
    const recover = "Leave runs out: each held-out sequence then serves as one run.";
    throw invalidData("dataset", "initial_state, to simulate runs from", "none", recover);
  }
  const system = findSystem(name).configure(parameters);
  const made: Dataset[] = [];
  for (let start = 0; start < test.sequences; start++) {
    onProgress?.({ phase: "simulate runs", done: start, total: test.sequences });
    const seed = seedFor(options.seed, "runs", start);
    const initialStates = test.at(start).state;
    made.push(
      await simulate(system, {
        ...{ sequences: runs, steps, seed, initialStates, signal },
        executor: options.executor,
      }),
    );
  }
  onProgress?.({ phase: "simulate runs", done: test.sequences, total: test.sequences });
  return made;
}

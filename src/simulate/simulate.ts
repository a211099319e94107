import { Dataset } from "../dataset/dataset.js";
import { invalidData, invalidParameter } from "../errors.js";
import { type Executor, mapOrdered } from "../parallel/executor.js";
import { inlineExecutor } from "../parallel/inline.js";
import { largestChunk, mostChunks } from "../store/metadata.js";
import type { Provenance, RunControl } from "../types.js";
import { version } from "../version.js";
import type { ConfiguredSystem, Sequence } from "./system.js";
import { type SequenceBatch, simulateBatch, simulationTask } from "./task.js";

/** What to simulate, beyond the system. */
export interface SimulateOptions extends RunControl {
  /** Number of sequences in the whole dataset. */
  readonly sequences: number;
  /** Coarse steps of each; 1 by default. */
  readonly steps?: number | undefined;
  /** Sequence i depends on this, i and `steps` alone; 0 by default. */
  readonly seed?: number | undefined;
  /**
   * Coarse states to start from, shape [sequence, bin], or [bin] for all alike; drawn from the system's own
   * family if absent.
   */
  readonly initialStates?: Float64Array | undefined;
  /** Start every sequence from the fine-grained state of sequence 0: same walkers, other jumps. */
  readonly sharedStart?: boolean | undefined;
  /** Indices of the sequences to make, to resume or to make a part; all of them by default. */
  readonly only?: readonly number[] | undefined;
  /** Where to run; in this thread by default. The result does not depend on it. */
  readonly executor?: Executor | undefined;
}

/** A sequence and its index in the dataset. */
export interface IndexedSequence {
  readonly index: number;
  readonly sequence: Sequence;
}

/** Most sequences in one message. */
const largestBatch = 64;
/** Coarse steps of a walker that one message may stand for: tens of milliseconds, and few megabytes. */
const largestWork = 4_000_000;

/** Most coarse steps: the times of a dataset are one chunk. */
const mostSteps = largestChunk / Float64Array.BYTES_PER_ELEMENT - 1;

/** @throws InvalidParameter */
function checkInteger(name: string, value: number, least: number, most?: number): void {
  if (Number.isSafeInteger(value) && value >= least && !(most !== undefined && value > most))
    return;
  const range = `of at least ${least}${most === undefined ? "" : ` and at most ${most}`}`;
  throw invalidParameter(name, `an integer ${range}`, value);
}

/** @throws InvalidParameter for too many steps, or positions of one sequence */
function checkSteps({ recordsPositions, walkers }: ConfiguredSystem, steps: number): void {
  checkInteger("steps", steps, 0, mostSteps);
  const most = Math.floor(largestChunk / Float32Array.BYTES_PER_ELEMENT / (steps + 1));
  if (recordsPositions && walkers > most) {
    const expected = `at most ${most} to record their positions at ${steps + 1} times (positions=false has no such limit)`;
    throw invalidParameter("walkers", expected, walkers);
  }
}

/** @throws InvalidParameter, InvalidData */
function checkOptions(system: ConfiguredSystem, options: SimulateOptions) {
  const { sequences, steps = 1, seed = 0, initialStates, sharedStart = false } = options;
  checkInteger("sequences", sequences, 1, mostChunks);
  checkSteps(system, steps);
  checkInteger("seed", seed, 0);
  const only = options.only ?? Array.from({ length: sequences }, (_, index) => index);
  const stray = only.find((index) => !Number.isInteger(index) || index < 0 || index >= sequences);
  if (stray !== undefined) {
    throw invalidParameter("only", `indices of 0..${sequences - 1}`, stray);
  }
  const { bins } = system.grid;
  const values = sequences * bins;
  const given = initialStates?.length;
  if (given !== undefined && given !== values && given !== bins) {
    throw invalidData("initial states", `${values} values, or ${bins} for all alike`, `${given}`);
  }
  const strange = initialStates?.find((value) => !Number.isFinite(value));
  if (strange !== undefined) throw invalidData("initial states", "finite values", `${strange}`);
  return { steps, seed, initialStates, sharedStart, only };
}

type Checked = ReturnType<typeof checkOptions>;

/** Cuts the work into messages: few enough that sending does not matter, enough for every worker. */
function* batches(
  system: ConfiguredSystem,
  { steps, seed, initialStates, sharedStart, only }: Checked,
  workers: number,
): Generator<SequenceBatch> {
  const { bins } = system.grid;
  const share = Math.ceil(only.length / (4 * workers));
  const workPerStep = Math.max(system.workPerStep ?? system.walkers, bins);
  const affordable = Math.floor(largestWork / (workPerStep * (steps + 1)));
  const size = Math.max(1, Math.min(share, affordable, largestBatch));
  for (let first = 0; first < only.length; first += size) {
    const indices = only.slice(first, first + size);
    const states = initialStates && new Float64Array(indices.length * bins);
    for (const [place, index] of indices.entries()) {
      // A shared start is that of sequence 0 throughout.
      const row = sharedStart || initialStates?.length === bins ? 0 : index * bins;
      states?.set(initialStates?.subarray(row, row + bins) ?? [], place * bins);
    }
    yield {
      system: system.name,
      parameters: system.parameters,
      seed,
      steps,
      indices,
      startSequence: sharedStart ? 0 : undefined,
      initialStates: states,
    };
  }
}

/**
 * Simulates sequences and yields each as it is made, in the order of `only`. Holds a bounded number of
 * them, so that a dataset larger than the memory can be written as it comes.
 *
 * @throws InvalidParameter, InvalidData for unusable options; Interrupted once the signal fires;
 *   WorkerFailure if a worker dies; UnknownName if the executor has workers and no registry names the
 *   system
 */
export async function* simulateSequences(
  system: ConfiguredSystem,
  options: SimulateOptions,
): AsyncGenerator<IndexedSequence, void, undefined> {
  const checked = checkOptions(system, options);
  const { signal, onProgress } = options;
  const executor = options.executor ?? inlineExecutor();
  const total = checked.only.length;
  let done = 0;
  try {
    const work = batches(system, checked, executor.workers);
    // In this thread the system itself is at hand, even if no registry knows it.
    const task: typeof simulationTask = {
      name: simulationTask.name,
      run: (kernel, batch) => simulateBatch(kernel, system, batch),
    };
    onProgress?.({ phase: "simulate", done, total });
    for await (const made of mapOrdered(executor, task, work, { signal })) {
      for (const sequence of made) {
        yield { index: checked.only[done], sequence };
        done += 1;
        onProgress?.({ phase: "simulate", done, total });
      }
    }
  } finally {
    if (options.executor === undefined) await executor.close();
  }
}

/** What made a simulated dataset: the call without the options that cannot change its result. */
export function simulationProvenance(
  system: ConfiguredSystem,
  options: SimulateOptions,
): Provenance {
  const { sequences, steps = 1, seed = 0, sharedStart = false, initialStates } = options;
  const command = `simulate ${system.name} --sequences ${sequences} --steps ${steps} --seed ${seed}`;
  const given = initialStates === undefined ? "" : ", initial states given";
  const shared = sharedStart ? " --shared-start" : "";
  return {
    version,
    command: command + given + shared,
    name: system.name,
    parameters: system.parameters,
    seed,
    ...(system.algorithm === undefined ? {} : { algorithm: system.algorithm }),
  };
}

/** Snapshot times 0, Δt, 2Δt ..., shape [steps + 1]. @throws InvalidParameter for too many */
export function snapshotTimes(system: ConfiguredSystem, steps: number): Float64Array {
  checkSteps(system, steps);
  return Float64Array.from({ length: steps + 1 }, (_, step) => step * system.timeStep);
}

/**
 * Simulates sequences into a dataset in memory. With `only`, the dataset holds these sequences alone, in
 * that order.
 *
 * @example
 * const data = await simulate(advectionDiffusion({ walkers: 2400 }), { sequences: 64, seed: 1 });
 * data.counts.length; // 64 sequences x 2 times x 24 bins = 3072
 *
 * @throws InvalidParameter, InvalidData for unusable options; Interrupted once the signal fires;
 *   WorkerFailure if a worker dies
 */
export async function simulate(
  system: ConfiguredSystem,
  options: SimulateOptions & {
    /** Receives each sequence as it is made, in the order of `only`. */
    readonly onSequence?: ((index: number, sequence: Sequence) => Promise<void> | void) | undefined;
  },
): Promise<Dataset> {
  const { steps, only } = checkOptions(system, options);
  const { grid, walkers } = system;
  const counts = new Uint32Array(only.length * (steps + 1) * grid.bins);
  const positions = only.length * (steps + 1) * walkers;
  const position = system.recordsPositions ? new Float32Array(positions) : undefined;
  const initialState = new Float64Array(only.length * grid.bins);
  let place = 0;
  for await (const { index, sequence } of simulateSequences(system, options)) {
    await options.onSequence?.(index, sequence);
    counts.set(sequence.counts, place * sequence.counts.length);
    if (sequence.position) position?.set(sequence.position, place * sequence.position.length);
    initialState.set(sequence.initialState, place * grid.bins);
    place += 1;
  }
  return new Dataset({
    grid,
    time: snapshotTimes(system, steps),
    sequences: only.length,
    walkers,
    counts,
    position,
    initialState,
    provenance: simulationProvenance(system, options),
  });
}

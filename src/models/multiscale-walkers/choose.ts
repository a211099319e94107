import type { Dataset } from "../../dataset/dataset.js";
import { fieldSize } from "../../dataset/field-grid.js";
import type { FieldSource } from "../../dataset/field-source.js";
import { invalidData, invalidParameter } from "../../errors.js";
import type { RunControl } from "../../types.js";
import { podModes } from "../multiscale-sde/pod/modes.js";
import type { MultiscaleWalkersParameters } from "./parameters.js";

/** Fewest snapshots of a sequence: local parabolas over 5 of them have a slope and something left over. */
const leastSnapshots = 5;
/** Fewest cells: the linear decoder of the form on modes reaches 3 to either side. */
const leastCells = 7;
/** Snapshots, rolled copies counted, that are trained on at most. */
const mostSnapshots = 1 << 16;
/** Energy of a mode above which it is kept, in units of the sampling noise that each has. */
const standingOut = 1.5;
const mostModes = 64;

/** Sequences that are trained on, and those that validate: complete ones alone. */
export interface Parts {
  readonly training: readonly number[];
  readonly held: readonly number[];
}

/** @throws InvalidData for sequences too few or too short */
export function partsOf(data: Dataset, validation: number): Parts {
  const snapshots = data.time.length;
  if (snapshots < leastSnapshots) {
    throw invalidData(
      "dataset",
      `at least ${leastSnapshots} snapshots in each sequence, for slopes in time`,
      `${snapshots}`,
      `Simulate longer sequences, such as simulate --steps 20.`,
    );
  }
  const complete: number[] = [];
  for (let i = 0; i < data.sequences; i++) {
    const all = data.time.every((_, t) => data.isObserved(i, t));
    if (all) complete.push(i);
  }
  if (complete.length <= validation || data.walkers < 1) {
    throw invalidData(
      "dataset",
      `more than the ${validation} sequences that validate, walkers observed at every snapshot`,
      `${data.walkers < 1 ? 0 : complete.length}`,
      "Simulate more sequences, or set validation=0: then nothing is calibrated.",
    );
  }
  const training = complete.slice(0, complete.length - validation);
  return { training, held: complete.slice(complete.length - validation) };
}

const divisors = (n: number) =>
  Array.from({ length: n }, (_, i) => i + 1).filter((k) => n % k === 0);

/** Places that each sequence is rolled to: as many as divide the bins and leave no more snapshots than can be held. */
export function rollsOf({ grid, time }: Dataset, sequences: number, augment: boolean): number {
  if (!augment) return 1;
  const most = Math.max(1, mostSnapshots / (sequences * time.length));
  return Math.max(...divisors(grid.bins).filter((k) => k <= most));
}

/** Modes whose energy stands out of the noise of sampling, which all share alike. */
async function visibleModes(source: FieldSource, control: RunControl): Promise<number> {
  const points = fieldSize(source.grid);
  const count = Math.min(points, mostModes, source.sequences * source.time.length);
  const all = Array.from({ length: source.sequences }, (_, i) => i);
  const { energy, scale } = await podModes(source, all, { count, stride: 1 }, control);
  const noise = ((source.noise ?? 0) * (source.noise ?? 0)) / (points * scale * scale);
  return energy.filter((x) => x > standingOut * noise).length;
}

/** Window, modes, cells and microscale numbers where the parameters leave them open. */
export interface Chosen {
  readonly window: number;
  readonly modes: number;
  readonly cells: number;
  readonly micro: number;
}

/** @throws InvalidData for too few bins; InvalidParameter for a window longer than the sequences; Interrupted */
export async function chooseSizes(
  source: FieldSource,
  given: MultiscaleWalkersParameters,
  control: RunControl,
): Promise<Chosen> {
  const snapshots = source.time.length;
  const bins = fieldSize(source.grid);
  if (bins < leastCells) {
    throw invalidData("dataset", `at least ${leastCells} bins`, `${bins}`, "Use more bins.");
  }
  const window = given.window === 0 ? leastSnapshots : given.window;
  if (window > snapshots) {
    throw invalidParameter("window", `at most the ${snapshots} snapshots of a sequence`, window);
  }
  if (given.degree >= window) {
    throw invalidParameter("degree", `less than the window of ${window}`, given.degree);
  }
  const visible = given.modes === 0 ? await visibleModes(source, control) : given.modes;
  const possible = divisors(bins).filter((k) => k >= leastCells);
  const fitting = possible.filter((k) => k <= visible);
  const cells = given.cells > 0 ? given.cells : (fitting.at(-1) ?? possible[0]);
  const modes = given.modes > 0 ? given.modes : Math.min(bins, Math.max(visible, cells + 1));
  const micro = given.micro >= 0 ? given.micro : Math.min(modes - 1, Math.max(0, modes - cells));
  return { window, modes, cells, micro };
}

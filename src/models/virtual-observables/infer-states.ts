import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import type { NetworkKernel } from "../../kernel/network/load.js";
import { checkSeed } from "../../kernel/random.js";
import type { RunControl } from "../../types.js";
import { firstStates } from "./begin.js";
import { createStates } from "./families/record.js";
import type { VirtualObservablesFields } from "./fields.js";
import type { GaussianStates } from "./gaussian-states.js";
import type { VirtualObservable } from "./observable.js";
import { type Snapshots, snapshotsOf } from "./snapshots.js";
import { trainStates } from "./train-states.js";

/** How states of other sequences are inferred. */
export interface InferOptions extends RunControl {
  readonly seed?: number | undefined;
}

/** q(X) of sequences, and which these are. */
export interface InferredStates {
  readonly gaussian: GaussianStates;
  readonly order: Int32Array;
  readonly lengths: Int32Array;
}

/** The columns of the first snapshots alone. */
export function firstColumns(values: Float64Array, { bins, columns, sequences }: Snapshots) {
  const first = new Float64Array(bins * sequences);
  for (let j = 0; j < bins; j++) {
    first.set(values.subarray(j * columns, j * columns + sequences), j * sequences);
  }
  return first;
}

/**
 * q(X_0) of walkers that live on, from the first snapshot of each sequence.
 *
 * @throws InvalidData if a first snapshot was not observed
 */
export function firstSnapshotStates(
  kernel: Kernel,
  snapshots: Snapshots,
  fields: Pick<VirtualObservablesFields, "parameters">,
): GaussianStates {
  const unseen = snapshots.observed.subarray(0, snapshots.sequences).indexOf(0);
  if (unseen >= 0) {
    throw invalidData(
      `sequence ${snapshots.order[unseen]}`,
      "walkers observed at its first snapshot, from which states are carried on",
      "none",
      "Leave the sequence out, or use walkers=anew.",
    );
  }
  const { mean, logScale } = firstStates(kernel, snapshots, fields.parameters);
  return { mean: firstColumns(mean, snapshots), logScale: firstColumns(logScale, snapshots) };
}

/** @throws InvalidData unless the data are of the posterior's kind */
function checkKind({ grid, walkers, timeStep }: VirtualObservablesFields, data: Dataset): void {
  const shape = (bins: number, [from, to]: readonly number[], count: number, step: number) =>
    `${count} walkers on ${bins} bins of [${from}, ${to}), ${step} apart`;
  const own = shape(grid.bins, grid.domain, walkers, timeStep);
  const theirs = shape(data.grid.bins, data.grid.domain, data.walkers, data.timeStep);
  const same = Math.abs(timeStep - data.timeStep) <= 1e-6 * timeStep;
  const alike = own === shape(data.grid.bins, data.grid.domain, data.walkers, timeStep);
  if (!same || !alike) throw invalidData("data to infer states of", own, theirs);
}

/** States of other sequences: from their first snapshot, by the encoder, or by inference with the law held fixed. */
export async function inferStates(
  kernel: Kernel,
  network: NetworkKernel,
  fields: VirtualObservablesFields,
  observables: readonly VirtualObservable[],
  data: Dataset,
  { seed = 0, signal, onProgress }: InferOptions,
): Promise<InferredStates> {
  checkSeed(seed);
  checkKind(fields, data);
  const { parameters, law, noise, encoder } = fields;
  const snapshots = snapshotsOf(data);
  const { order, lengths } = snapshots;
  if (parameters.walkers === "living") {
    return { gaussian: firstSnapshotStates(kernel, snapshots, fields), order, lengths };
  }
  const first = firstStates(kernel, snapshots, parameters);
  const states = parameters.amortised
    ? encoder
    : createStates(kernel, snapshots, first, parameters, seed);
  const { gaussian } = await trainStates(
    {
      ...{ kernel, network, snapshots, law, states, first, observables, seed },
      parameters: { ...parameters, noise: "fixed", noiseLevel: noise },
      learnLaw: false,
      learnStates: !parameters.amortised,
    },
    { signal, onProgress },
  );
  return { gaussian, order, lengths };
}

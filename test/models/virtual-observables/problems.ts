import { Dataset } from "../../../src/dataset/dataset.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { firstStates } from "../../../src/models/virtual-observables/begin.js";
import { builtInObservables } from "../../../src/models/virtual-observables/built-in.js";
import { createStates } from "../../../src/models/virtual-observables/families/record.js";
import { createLaw } from "../../../src/models/virtual-observables/laws/create.js";
import type { VirtualObservable } from "../../../src/models/virtual-observables/observable.js";
import { resolveVirtualObservables } from "../../../src/models/virtual-observables/parameters.js";
import { snapshotsOf } from "../../../src/models/virtual-observables/snapshots.js";
import type { StatesProblem } from "../../../src/models/virtual-observables/train-states.js";
import { noiseFrom } from "../../oracle/noise.js";

export const kernel = await instantiateKernel();
export const network = await instantiateNetworkKernel();

/** Snapshots at random; `lengths` says how many of each sequence were observed. */
export interface RandomData {
  readonly lengths: readonly number[];
  readonly bins?: number;
  readonly walkers?: number;
  readonly seed?: number;
  /** [sequence, time] that were not observed, before the ends. */
  readonly gaps?: readonly (readonly [number, number])[];
}

/** Walkers thrown into bins of uneven, otherwise meaningless probabilities. */
export function randomData(given: RandomData): Dataset {
  const { lengths, bins = 6, walkers = 300, seed = 1, gaps = [] } = given;
  const noise = noiseFrom(seed);
  const times = Math.max(...lengths);
  const counts = new Uint32Array(lengths.length * times * bins);
  const observed = new Uint8Array(lengths.length * times);
  for (const [i, length] of lengths.entries()) {
    for (let t = 0; t < times; t++) {
      if (t >= length || gaps.some(([a, b]) => a === i && b === t)) continue;
      const at = i * times + t;
      observed[at] = 1;
      for (let w = 0; w < walkers; w++) {
        // The product of two uniforms crowds the first bins.
        counts[at * bins + Math.floor(bins * (0.3 + 0.7 * noise.uniform()) * noise.uniform())]++;
      }
    }
  }
  return new Dataset({
    grid: { domain: [-1, 1], bins },
    time: Float64Array.from({ length: times }, (_, t) => 0.5 * t),
    sequences: lengths.length,
    walkers,
    counts,
    observed,
    provenance: { version: "0", command: "random", name: "random", parameters: {}, seed },
  });
}

/** All parts of a training with walkers=anew, as a fit puts them together. */
export function statesProblem(
  data: Dataset,
  given: { readonly [key: string]: unknown },
  extra: readonly VirtualObservable[] = [],
  seed = 3,
): StatesProblem {
  const parameters = resolveVirtualObservables({ walkers: "anew", ...given });
  const snapshots = snapshotsOf(data);
  const first = firstStates(kernel, snapshots, parameters);
  const linear = new Float64Array(2 * parameters.reach).fill(0.05);
  return {
    ...{ kernel, network, snapshots, parameters, first, seed },
    law: createLaw(kernel, parameters, snapshots.bins, seed, { linear, network: true }),
    observables: [...builtInObservables(data, parameters, undefined), ...extra],
    states: createStates(kernel, snapshots, first, parameters, seed),
    learnLaw: true,
    learnStates: true,
  };
}

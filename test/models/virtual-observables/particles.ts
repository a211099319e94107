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
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";

/** Walkers that drift by half a bin and spread in a coarse step, as those of the 2020 paper do, on fewer bins. */
export const smallSystem = (walkers: number, bins = 10) =>
  advectionDiffusion({
    walkers,
    bins,
    jump: 1 / 256,
    left: 0.1875,
    right: 0.2125,
    microStep: 2.5e-3,
    microStepsPerStep: 1600,
    sigma: 0.4,
    length: 2,
  });

/** Sequences of these walkers. */
export const smallData = (sequences: number, steps: number, { walkers = 20_000, seed = 1 } = {}) =>
  simulate(smallSystem(walkers), { sequences, steps, seed });

/** Everything that training states and law together needs, from small data. */
export async function smallProblem(
  given: { readonly [key: string]: unknown },
  extra: readonly VirtualObservable[] = [],
): Promise<StatesProblem> {
  const parameters = resolveVirtualObservables({ walkers: "anew", reach: 2, hidden: 4, ...given });
  const data = await smallData(3, 3);
  const kernel = await instantiateKernel();
  const snapshots = snapshotsOf(data);
  const first = firstStates(kernel, snapshots, parameters);
  const linear = Float64Array.of(0.05, 0.4, -0.1, 0.02);
  return {
    kernel,
    network: await instantiateNetworkKernel(),
    snapshots,
    parameters,
    law: createLaw(kernel, parameters, snapshots.bins, 3, { linear, network: true }),
    learnLaw: true,
    learnStates: true,
    states: createStates(kernel, snapshots, first, parameters, 3),
    first,
    observables: [...builtInObservables(data, parameters, undefined), ...extra],
    seed: 5,
  };
}

import { createTape } from "../../src/autodiff/tape.js";
import type { FieldSource } from "../../src/dataset/field-source.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";
import { formFor } from "../../src/models/multiscale-sde/forms.js";
import type { Learned } from "../../src/models/multiscale-sde/learned.js";
import { multiscaleSde } from "../../src/models/multiscale-sde/multiscale-sde.js";
import { recordTimes } from "../../src/models/multiscale-sde/pod/batches.js";
import { podCoding } from "../../src/models/multiscale-sde/pod/coding.js";
import { preparePod } from "../../src/models/multiscale-sde/pod/prepare.js";
import { createPosterior } from "../../src/models/multiscale-sde/posterior.js";
import { train } from "../../src/models/multiscale-sde/train.js";

/** Training of the form on modes from its tables: what PyTorch is given to do as well. */
export async function podWorkload(
  source: FieldSource,
  sequences: readonly number[],
  given: { readonly [name: string]: string | number },
) {
  const { grid, time, provenance } = source;
  const asked = multiscaleSde({ ...given, form: "pod" }).parameters;
  const { form, parameters } = formFor(asked, grid);
  const { pod, parts, tables, variance } = await preparePod(
    await instantiateNetworkKernel(),
    source,
    sequences,
    { ...parameters, cells: [20], nonlinear: true, flux: true },
  );
  const duration = time[time.length - 1] - time[0];
  const weight = parameters.weight * duration;
  const tape = createTape(await instantiateNetworkKernel(), { precision: "float64", seed: 1 });
  recordTimes(tape, parts, tables, parameters.batch);
  return {
    ...{ parts, tables, variance, parameters, weight },
    /** First values of everything that is learned. */
    first: tape.parameters.map(({ name, rows, columns, value }) => {
      return { name, rows, columns, values: Float64Array.from(value) };
    }),
    train: async (steps: number): Promise<Learned> =>
      train(
        {
          ...{ ...parameters, steps, variance, weight },
          network: await instantiateNetworkKernel(),
          record: (recorded) => recordTimes(recorded, parts, tables, parameters.batch),
        },
        { seed: 1 },
      ),
    /** A posterior of what was learned, wherever that was. */
    posterior: async (learned: Learned, dispersionScale: number) => {
      const network = await instantiateNetworkKernel();
      return createPosterior(await instantiateKernel(), network, {
        ...{
          provenance: { ...provenance, name: "multiscale-sde" },
          parameters,
          grid,
          form,
          learned,
        },
        coding: podCoding(network, pod, parts),
        ...{ timeStart: time[0], timeStep: duration / (time.length - 1), snapshots: time.length },
        ...{ sequences: sequences.length, dispersionScale, errorRise: 0, converged: true },
        startError: new Float64Array(tables.dimension),
        representation: new Float32Array(pod.points),
      });
    },
  };
}

export type PodWorkload = Awaited<ReturnType<typeof podWorkload>>;

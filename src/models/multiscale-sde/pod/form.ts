import { invalidParameter } from "../../../errors.js";
import type { Form } from "../form.js";
import type { MultiscaleSdeParameters } from "../parameters.js";
import { someStates } from "../tables.js";
import { train } from "../train.js";
import { recordTimes } from "./batches.js";
import { podCoding } from "./coding.js";
import { preparePod } from "./prepare.js";
import { restorePod } from "./save.js";

/** Cells of each dimension by default, by dimensions. */
const defaultCells = [0, 20, 8];

/** Whether the macroscale moves by fluxes. @throws InvalidParameter */
function hasFlux({ drift }: MultiscaleSdeParameters, dimensions: number): boolean {
  if (drift === "flux" && dimensions > 1) {
    throw invalidParameter("drift", "dense or auto for fields in two dimensions", drift);
  }
  return drift === "flux" || (drift === "auto" && dimensions === 1);
}

/** The form on modes of proper orthogonal decomposition; see {@link podModel}. */
export const podForm: Form = {
  name: "pod",
  defaults: () => ({
    ...{ micro: 5, steps: 3000, batch: 128, rate: 1e-2, step: 0.02 },
    // Of the weights tried, .02 to .5, those up to .1 forecast unseen trajectories alike, and better than larger ones.
    weight: 0.05,
  }),
  prepare: async (network, source, sequences, parameters, control) => {
    const { grid, time } = source;
    const dimensions = grid.points.length;
    const cells = parameters.cells === 0 ? defaultCells[dimensions] : parameters.cells;
    const { pod, parts, tables, variance, leastVariance } = await preparePod(
      network,
      source,
      sequences,
      {
        ...parameters,
        cells: grid.points.map(() => cells),
        nonlinear: parameters.decoder === "nonlinear",
        flux: hasFlux(parameters, dimensions),
      },
      control,
    );
    return {
      coding: podCoding(network, pod, parts),
      states: someStates(tables),
      learn: (options) =>
        train(
          {
            ...parameters,
            ...{ network, variance, leastVariance },
            record: (tape) => recordTimes(tape, parts, tables, parameters.batch),
            weight: parameters.weight * (time[time.length - 1] - time[0]),
          },
          options,
        ),
    };
  },
  restore: (network, grid, { decoder }, header, coding) => {
    const { pod, parts } = restorePod(grid, decoder === "nonlinear", header, coding);
    return podCoding(network, pod, parts);
  },
};

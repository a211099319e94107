import type { Tape } from "../../../autodiff/tensor.js";
import type { Form, LearnOptions } from "../form.js";
import type { Learned } from "../learned.js";
import { pushForward } from "../pushforward.js";
import { train } from "../train.js";
import { recordSnapshots } from "./batches.js";
import { equivariantCoding } from "./coding.js";
import { prepareEquivariant } from "./prepare.js";
import { restoreEquivariant } from "./save.js";
import { recordStretches } from "./stretches.js";

/** Cells by default. */
const defaultCells = 20;

/** Stretches of training by pushforward: steps of a path, their length in units of the training time, and how many make a batch. */
const stretch = { steps: 5, step: 0.01, batch: 8, rate: 3e-3 };

/** The form that is the same everywhere on a ring; see {@link equivariantModel}. */
export const equivariantForm: Form = {
  name: "equivariant",
  // Weights from .0003 to .1 were tried: smaller ones are right longer on Burgers, and less long on KdV.
  defaults: () => ({ micro: 2, steps: 1500, batch: 32, rate: 2e-2, weight: 0.005, step: 0.01 }),
  prepare: async (network, source, sequences, parameters, control) => {
    const { time } = source;
    const duration = time[time.length - 1] - time[0];
    const { parts, tables, variance } = await prepareEquivariant(
      network,
      source,
      sequences,
      {
        ...parameters,
        cells: parameters.cells === 0 ? defaultCells : parameters.cells,
        nonlinear: parameters.decoder === "nonlinear",
      },
      control,
    );
    const pushed = async (learned: Learned, options: LearnOptions) => {
      const timeStep = tables.timeStep;
      const stride = Math.max(1, Math.round((stretch.step * duration) / timeStep));
      const { steps, batch } = stretch;
      if (parameters.pushforward === 0 || tables.times <= steps * stride) return learned;
      return pushForward(
        {
          ...{ network, precision: parameters.precision, clip: parameters.clip },
          ...{ steps: parameters.pushforward, rate: stretch.rate, timeStep: stride * timeStep },
          record: (tape) => {
            const options = { steps, stride, batch, floor: variance };
            return recordStretches(network, tape, parts, tables, options);
          },
        },
        learned,
        options,
      );
    };
    return {
      coding: equivariantCoding(network, parts),
      learn: async (options) => {
        const problem = {
          ...parameters,
          ...{ network, variance },
          record: (tape: Tape) => recordSnapshots(network, tape, parts, tables, parameters.batch),
          weight: parameters.weight * duration,
        };
        const done = options.resume?.pushforward && options.resume;
        return pushed(done ?? (await train(problem, options)), options);
      },
    };
  },
  restore: (network, grid, { decoder }, header, coding) =>
    equivariantCoding(network, restoreEquivariant(grid, decoder === "nonlinear", header, coding)),
};

import type { Tape } from "../../../autodiff/tensor.js";
import type { Form, LearnOptions } from "../form.js";
import type { Learned } from "../learned.js";
import { pushForward } from "../pushforward.js";
import { train } from "../train.js";
import { recordSnapshots } from "./batches.js";
import { equivariantCoding } from "./coding.js";
import { learnRecognition } from "./learn-recognition.js";
import { prepareEquivariant } from "./prepare.js";
import { isRecognition } from "./recognition.js";
import { restoreEquivariant } from "./save.js";
import { recordStretches } from "./stretches.js";

/** Cells by default. */
const defaultCells = 20;

/** Stretches of training by pushforward: steps of a path, their length in units of the training time, and how many make a batch. */
const stretch = { steps: 10, step: 0.01, batch: 4, rate: 8e-3 };

/** The form that is the same everywhere on a ring; see {@link equivariantModel}. */
export const equivariantForm: Form = {
  name: "equivariant",
  // Of weights from .0001 to .005, those up to .001 are right longer, and alike.
  defaults: () => ({ micro: 2, steps: 1500, batch: 32, rate: 2e-2, weight: 0.001, step: 0.01 }),
  prepare: async (network, source, sequences, parameters, control) => {
    const { time } = source;
    const duration = time[time.length - 1] - time[0];
    const { parts, tables, variance, states } = await prepareEquivariant(
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
    const { recognition: statistics } = parts;
    const recognitionOf = async (options: LearnOptions) => {
      const begun = options.resume?.arrays.filter(isRecognition) ?? [];
      const { precision, clip, recognition: steps } = parameters;
      if (begun.length > 0 || steps === 0 || statistics === undefined) return begun;
      return learnRecognition(network, parts, statistics, tables, {
        ...{ ...options, precision, clip, steps },
      });
    };
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
      states,
      learn: async (options) => {
        const recognition = await recognitionOf(options);
        const whole = (learned: Learned): Learned => ({
          ...learned,
          arrays: [...learned.arrays.filter((array) => !isRecognition(array)), ...recognition],
        });
        const problem = {
          ...parameters,
          ...{ network, variance },
          record: (tape: Tape) => recordSnapshots(network, tape, parts, tables, parameters.batch),
          weight: parameters.weight * duration,
        };
        const done = options.resume?.pushforward && options.resume;
        const { onCheckpoint } = options;
        const told = {
          ...options,
          onCheckpoint: onCheckpoint && ((learned: Learned) => onCheckpoint(whole(learned))),
        };
        return pushed(done ?? whole(await train(problem, told)), told);
      },
    };
  },
  restore: (network, grid, { decoder }, header, coding) =>
    equivariantCoding(network, restoreEquivariant(grid, decoder === "nonlinear", header, coding)),
};

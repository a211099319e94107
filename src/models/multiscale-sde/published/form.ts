import type { Form } from "../form.js";
import { savitzkyGolayWeights } from "../savitzky-golay.js";
import { train } from "../train.js";
import { publishedCoding } from "./coding.js";
import { kernelInterpolation } from "./interpolation.js";
import { checkOneDimension } from "./layout.js";
import { preparePublished } from "./prepare.js";
import { restorePublished } from "./save.js";
import { recordWindows } from "./windows.js";

const defaultCells = 20;
/** First variance of a standardised value about its decoded mean. */
const firstVariance = 0.25;

/** The form as it was published; see {@link publishedModel}. */
export const publishedForm: Form = {
  name: "published",
  defaults: ({ points }) => {
    checkOneDimension(points.length);
    return { micro: 5, steps: 3000, batch: 126, rate: 5e-3, weight: 0.05, step: 0.02 };
  },
  prepare: async (network, source, sequences, parameters, control) => {
    const { cells, window, degree, nodes, batch, decoder } = parameters;
    const { time } = source;
    // Validation smooths with the same window, and would find out only once all is learned.
    savitzkyGolayWeights({ window, degree });
    const interpolation = kernelInterpolation(window, nodes);
    const { parts, table } = await preparePublished(
      network,
      source,
      sequences,
      {
        ...parameters,
        cells: cells === 0 ? defaultCells : cells,
        nonlinear: decoder === "nonlinear",
      },
      control,
    );
    return {
      coding: publishedCoding(network, parts),
      learn: (options) =>
        train(
          {
            ...parameters,
            ...{ network, variance: firstVariance },
            record: (tape) => recordWindows(tape, parts, table, interpolation, batch),
            weight: parameters.weight * (time[time.length - 1] - time[0]),
          },
          options,
        ),
    };
  },
  restore: (network, grid, { micro, decoder }, header) => {
    const parts = { micro, nonlinear: decoder === "nonlinear" };
    return publishedCoding(network, restorePublished(grid, parts, header));
  },
};

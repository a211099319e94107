import { concatColumns, concatRows, reshape, slice } from "../../../autodiff/blocks.js";
import { denseNetwork } from "../../../autodiff/dense-network.js";
import { affine, silu } from "../../../autodiff/elementwise.js";
import { gatherRows } from "../../../autodiff/indices.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import type { LatentModel, LatentOnTape } from "../latent.js";
import { productOfExperts } from "./experts.js";
import { shiftedCells, type TapLayout } from "./layout.js";
import { declareSmoothing, type Smoothing } from "./smoothing.js";

/** What the published form is built on. */
export interface PublishedParts {
  readonly layout: TapLayout;
  /** Microscale numbers. */
  readonly micro: number;
  /** Whether the microscale's decoder has a hidden layer. */
  readonly nonlinear: boolean;
  /** Fields are standardised: (u - mean) / scale. */
  readonly mean: number;
  readonly scale: number;
  /** Root mean square of what the first kernel leaves of a standardised field. */
  readonly residual: number;
  /** Root mean square of the rates of averages of cells, standardised, per unit of time. */
  readonly rate: number;
}

/** Widths of the hidden layers. */
const hidden = { decoder: [64], macro: [32, 32], micro: [64, 64] };
/** Cells to either side that the drift of a cell depends on. */
const stencilReach = 2;

/** Drift of the macroscale: a network that all cells share, of the averages near a cell and the microscale numbers. */
function declareMacro(tape: Tape, { layout, micro, rate }: PublishedParts) {
  const { cells } = layout;
  const near = shiftedCells(layout, stencilReach, "last");
  const taps = 2 * stencilReach + 1;
  const widths = [taps + micro, ...hidden.macro, 1];
  const network = denseNetwork(tape, "macro", { widths, activation: silu });
  return (macro: Tensor, fine: Tensor | undefined) => {
    const { columns } = macro;
    const averages = reshape(gatherRows(macro, near), taps, cells * columns);
    const input =
      fine === undefined
        ? averages
        : concatRows([averages, concatColumns(new Array<Tensor>(cells).fill(fine))]);
    return affine(reshape(network.apply(input), cells, columns), rate, 0);
  };
}

/** Decoder: the transposed convolution of the macroscale and a network of the microscale, as a product of experts. */
function declareDecoder(tape: Tape, smoothing: Smoothing, parts: PublishedParts) {
  const { layout, micro, nonlinear } = parts;
  const { points } = layout;
  if (micro === 0) return (macro: Tensor) => ({ decoded: smoothing.decode(macro) });
  const widths = [micro, ...(nonlinear ? hidden.decoder : []), points];
  const network = denseNetwork(tape, "decoder", { widths, activation: silu });
  const macroPrecision = tape.parameter("macro_log_precision", 1, 1);
  const microPrecision = tape.parameter("micro_log_precision", points, 1);
  return (macro: Tensor, fine: Tensor | undefined) => {
    const broad = { mean: smoothing.decode(macro), logPrecision: macroPrecision };
    if (fine === undefined) return { decoded: broad.mean };
    const detail = { mean: network.apply(fine), logPrecision: microPrecision };
    const { mean, precision } = productOfExperts(detail, broad);
    return { decoded: mean, precision };
  };
}

/** Drift and decoder on a tape that has the smoothing already. */
export function declareLatent(
  tape: Tape,
  smoothing: Smoothing,
  parts: PublishedParts,
): LatentOnTape {
  const { layout, micro, rate } = parts;
  const { cells } = layout;
  const d = cells + micro;
  const decode = declareDecoder(tape, smoothing, parts);
  const broad = declareMacro(tape, parts);
  const widths = [d, ...hidden.micro, micro];
  const network = micro > 0 ? denseNetwork(tape, "micro", { widths, activation: silu }) : undefined;
  return {
    apply: (states) => {
      if (network === undefined) {
        return { drift: broad(states, undefined), ...decode(states, undefined) };
      }
      const macro = slice(states, { rows: cells });
      const fine = slice(states, { row: cells });
      const moved = affine(network.apply(states), rate, 0);
      return { drift: concatRows([broad(macro, fine), moved]), ...decode(macro, fine) };
    },
  };
}

/**
 * The published form (Ilersich & Nair 2025): observed are the fields, standardised and sorted by phase; the latent state is the
 * averages of one learned kernel about the middle of each cell, and a few numbers that a network makes of the rest.
 */
export function publishedModel(parts: PublishedParts): LatentModel {
  const { layout, micro } = parts;
  return {
    dimension: layout.cells + micro,
    macro: layout.cells,
    outputs: layout.points,
    declare: (tape) => declareLatent(tape, declareSmoothing(tape, layout), parts),
  };
}

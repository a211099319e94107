import { subtract } from "../../autodiff/arithmetic.js";
import { reshape } from "../../autodiff/blocks.js";
import { denseNetwork } from "../../autodiff/dense-network.js";
import { affine, silu } from "../../autodiff/elementwise.js";
import type { LatentModel } from "../multiscale-sde/latent.js";
import { ringNeighbours } from "../multiscale-sde/ring-neighbours.js";

/** What the drift of averages on a ring is built on. */
export interface StencilParts {
  readonly cells: number;
  /** Averages are standardised: (a - mean) / scale. */
  readonly mean: number;
  readonly scale: number;
  /** Standard deviation of the flux through a face, in units of standardised averages times cells per time. */
  readonly fluxScale: number;
}

/** Cells, by their offsets from the one behind a face, that its flux depends on. */
const reach = [-3, -2, -1, 0, 1, 2];
const hidden = [32, 32];

/** Averages of cells, moved by what a network makes flow through each face from the cells about it. */
export function stencilModel({ cells, fluxScale }: StencilParts): LatentModel {
  return {
    dimension: cells,
    macro: cells,
    outputs: cells,
    declare: (tape) => {
      const widths = [reach.length, ...hidden, 1];
      const network = denseNetwork(tape, "flux", { widths, activation: silu });
      return {
        apply: (states) => {
          const { columns } = states;
          const seen = ringNeighbours(states, cells, reach);
          const left = reshape(network.apply(seen), cells, columns);
          const right = reshape(ringNeighbours(left, cells, [1]), cells, columns);
          return { drift: affine(subtract(left, right), fluxScale, 0), decoded: states };
        },
      };
    },
  };
}

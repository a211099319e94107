import { add, multiply } from "../../../autodiff/arithmetic.js";
import { concatRows, reshape, slice } from "../../../autodiff/blocks.js";
import { denseNetwork } from "../../../autodiff/dense-network.js";
import { silu } from "../../../autodiff/elementwise.js";
import { dense, matmul } from "../../../autodiff/products.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import type { LatentModel } from "../latent.js";
import { ringNeighbours } from "../ring-neighbours.js";
import { derivatives, fluxMoments, nodeFeatures, nodes, reach } from "./face-features.js";
import { type EquivariantParts, latentMeans } from "./parts.js";

/** Cells, by their offsets, that the linear and the nonlinear decoder, the rates of the microscale and the fluxes look at. */
export const decoderReach = [-3, -2, -1, 0, 1, 2, 3];
const networkReach = [-2, -1, 0, 1, 2];
const faceReach = [-2, -1, 0, 1];

/** Widths of the hidden layers. */
const hidden = { decoder: [64, 64], flux: [24, 24], stencil: [32, 32] };

/** Coordinates of all cells, in units of the scale, from latent numbers: the first are those, the higher ones follow. */
function declareDecoder(tape: Tape, parts: EquivariantParts) {
  const { cells, local, basis, deviation, linear, left, nonlinear } = parts;
  const higher = basis.count - local;
  const factor = tape.input(local, 1, deviation);
  const offset = tape.input(local, 1, latentMeans(parts));
  const weights = tape.input(higher, decoderReach.length * local, linear);
  const network = nonlinear
    ? denseNetwork(tape, "decoder", {
        widths: [networkReach.length * local, ...hidden.decoder, higher],
        activation: silu,
        initial: { lastScale: 0 },
      })
    : undefined;
  const size = tape.input(higher, 1, left);
  return (states: Tensor) => {
    const n = states.columns;
    const own = reshape(states, local, cells * n);
    const kept = add(multiply(own, factor), offset);
    let rest = dense(weights, ringNeighbours(states, cells, decoderReach));
    if (network !== undefined) {
      const seen = ringNeighbours(states, cells, networkReach);
      rest = add(rest, multiply(network.apply(seen), size));
    }
    return reshape(concatRows([kept, rest]), basis.count * cells, n);
  };
}

/** The drift of latent numbers, from the flux that the decoded field makes. */
function declareDrift(tape: Tape, parts: EquivariantParts) {
  const { cells, local, basis, deviation, featureScale, rates, fluxScale } = parts;
  const operator = nodeFeatures(basis).map((w, i) => {
    return w / featureScale[Math.floor(i / (nodes * reach.length * basis.count))];
  });
  const features = tape.input(derivatives * nodes, reach.length * basis.count, operator);
  const flux = denseNetwork(tape, "flux", {
    widths: [derivatives, ...hidden.flux, 1],
    activation: silu,
  });
  const begun = { activation: silu, initial: { lastScale: 0 } };
  const face = denseNetwork(tape, "face", {
    widths: [faceReach.length * local, ...hidden.stencil, 1],
    ...begun,
  });
  // The average moves by what flows through the faces, and by nothing else.
  const all = nodes + 1;
  const first = fluxMoments(basis, local).map((w, i) => {
    return (w * fluxScale) / deviation[Math.floor(i / all)];
  });
  const average = tape.input(1, all, first.subarray(0, all));
  const micro = local - 1;
  const moments =
    micro > 0 ? tape.parameter("moments", micro, all, first.subarray(all)) : undefined;
  const stencil =
    micro > 0
      ? denseNetwork(tape, "micro", {
          widths: [networkReach.length * local, ...hidden.stencil, micro],
          ...begun,
        })
      : undefined;
  const size = tape.input(Math.max(1, micro), 1, micro > 0 ? rates.subarray(1) : [1]);
  return (states: Tensor, decoded: Tensor) => {
    const n = states.columns;
    const seen = dense(features, ringNeighbours(decoded, cells, reach));
    const inner = reshape(
      flux.apply(reshape(seen, derivatives, nodes * cells * n)),
      nodes,
      cells * n,
    );
    const through = face.apply(ringNeighbours(states, cells, faceReach));
    const left = add(slice(inner, { row: 0, rows: 1 }), through);
    const right = ringNeighbours(reshape(left, cells, n), cells, [1]);
    const fluxes = concatRows([left, slice(inner, { row: 1, rows: nodes - 1 }), right]);
    const mean = matmul(average, fluxes);
    if (moments === undefined || stencil === undefined) return reshape(mean, cells, n);
    const own = multiply(stencil.apply(ringNeighbours(states, cells, networkReach)), size);
    const fine = add(matmul(moments, fluxes), own);
    return reshape(concatRows([mean, fine]), local * cells, n);
  };
}

/**
 * The form that is the same everywhere on a ring: each cell carries its average and a few local microscale numbers, the first
 * coordinates of the field within it; decoder and drift look at neighbouring cells and share their weights. What it has
 * learned at one place it knows at all of them, cell by cell exactly.
 *
 * Latent states are [local * cells + cell], what is observed is [function * cells + cell].
 */
export function equivariantModel(parts: EquivariantParts): LatentModel {
  const { cells, local, basis } = parts;
  return {
    dimension: local * cells,
    macro: cells,
    outputs: basis.count * cells,
    declare: (tape) => {
      const decode = declareDecoder(tape, parts);
      const drift = declareDrift(tape, parts);
      return {
        apply: (states) => {
          const decoded = decode(states);
          return { drift: drift(states, decoded), decoded };
        },
      };
    },
  };
}

import { add, multiply, subtract } from "../../../autodiff/arithmetic.js";
import { concatRows, reshape, slice } from "../../../autodiff/blocks.js";
import { denseNetwork } from "../../../autodiff/dense-network.js";
import { affine, exp, silu } from "../../../autodiff/elementwise.js";
import { dense } from "../../../autodiff/products.js";
import { circularShift } from "../../../autodiff/stencil.js";
import type { Tape, Tensor } from "../../../autodiff/tensor.js";
import type { LatentModel } from "../latent.js";
import type { Coordinates } from "./coordinates.js";
import type { FaceFeatures } from "./faces.js";

/** What the form is built on. */
export interface PodFormParts {
  readonly coordinates: Coordinates;
  /** Where there are none, the drift is one dense network. */
  readonly faces?: FaceFeatures | undefined;
  /** Whether the faces are those of a ring. */
  readonly periodic: boolean;
  readonly nonlinear: boolean;
  /** Standard deviation of the rate of each latent number, [d]. */
  readonly rates: Float64Array;
  /** Standard deviation of the flux through a face, in units of z per time. */
  readonly fluxScale: number;
  /** First relaxation rate, per unit of time. */
  readonly relaxation: number;
}

/** Widths of the hidden layers. */
const hidden = { decoder: [64], flux: [20, 20], dense: [64, 64] };

/** c = A z + a + g(z), g a network that begins at 0. */
function declareDecoder(tape: Tape, { coordinates, nonlinear }: PodFormParts) {
  const { count, macro, micro, decoder, decoderOffset, left } = coordinates;
  const d = macro + micro;
  const linear = tape.input(count, d, decoder);
  const offset = tape.input(count, 1, decoderOffset);
  if (!nonlinear) return (states: Tensor) => dense(linear, states, offset);
  const widths = [d, ...hidden.decoder, count];
  const network = denseNetwork(tape, "decoder", {
    widths,
    activation: silu,
    initial: { lastScale: 0 },
  });
  const scale = tape.input(count, 1, left);
  return (states: Tensor) =>
    add(dense(linear, states, offset), multiply(network.apply(states), scale));
}

/** The macroscale's drift: F(left face) - F(right face) + kappa (E c - z). */
function declareFlux(tape: Tape, parts: PodFormParts, face: FaceFeatures) {
  const { coordinates, periodic, fluxScale, relaxation } = parts;
  const { count, macro, encoder } = coordinates;
  const { faces, features } = face;
  const weights = tape.input(features * faces, count, face.weights);
  const offset = tape.input(features * faces, 1, face.offset);
  const averages = tape.input(macro, count, encoder.subarray(0, macro * count));
  const widths = [features, ...hidden.flux, 1];
  const network = denseNetwork(tape, "flux", { widths, activation: silu });
  // kappa = relaxation e^k: positive, and changed by as much at any size.
  const growth = tape.parameter("relaxation", 1, 1);
  return (decoded: Tensor, states: Tensor) => {
    const { columns } = decoded;
    const seen = reshape(dense(weights, decoded, offset), features, faces * columns);
    const flux = reshape(network.apply(seen), faces, columns);
    const difference = periodic
      ? subtract(flux, circularShift(flux, 1))
      : subtract(slice(flux, { rows: macro }), slice(flux, { row: 1, rows: macro }));
    const kappa = affine(exp(growth), relaxation, 0);
    const missing = subtract(dense(averages, decoded), slice(states, { rows: macro }));
    return add(affine(difference, fluxScale, 0), multiply(missing, kappa));
  };
}

/**
 * The form on modes of proper orthogonal decomposition: what is observed are the coefficients c of a field, the latent state is
 * the averages of the cells and a few principal components of the rest.
 */
export function podModel(parts: PodFormParts): LatentModel {
  const { coordinates, faces, rates } = parts;
  const { count, macro, micro } = coordinates;
  const d = macro + micro;
  return {
    dimension: d,
    outputs: count,
    declare: (tape) => {
      const decode = declareDecoder(tape, parts);
      if (faces === undefined) {
        const widths = [d, ...hidden.dense, d];
        const network = denseNetwork(tape, "drift", { widths, activation: silu });
        const scale = tape.input(d, 1, rates);
        return {
          apply: (states) => ({
            drift: multiply(network.apply(states), scale),
            decoded: decode(states),
          }),
        };
      }
      const flux = declareFlux(tape, parts, faces);
      const widths = [d, ...hidden.dense, micro];
      const network =
        micro > 0 ? denseNetwork(tape, "micro", { widths, activation: silu }) : undefined;
      const scale = micro > 0 ? tape.input(micro, 1, rates.subarray(macro)) : undefined;
      return {
        apply: (states) => {
          const decoded = decode(states);
          const broad = flux(decoded, states);
          if (network === undefined || scale === undefined) return { drift: broad, decoded };
          const fine = multiply(network.apply(states), scale);
          return { drift: concatRows([broad, fine]), decoded };
        },
      };
    },
  };
}

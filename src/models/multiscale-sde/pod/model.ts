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
  /** Widths of the hidden layers of the decoder's network. */
  readonly decoderWidths: readonly number[];
  /** Standard deviation of the rate of each latent number, [d]. */
  readonly rates: Float64Array;
  /** Standard deviation of the flux through a face, in units of z per time. */
  readonly fluxScale: number;
  /** First relaxation rate, per unit of time. */
  readonly relaxation: number;
}

/** Widths of the hidden layers. */
const hidden = { flux: [20, 20], dense: [64, 64] };

/** A part of the model, of states and of {@link declareStandard} of them. */
type Part = (states: Tensor, standard: Tensor) => Tensor;

/** States as networks see them: averages less their means in units of their spread; the microscale has unit variance as it is. */
function declareStandard(tape: Tape, { coordinates }: PodFormParts): (states: Tensor) => Tensor {
  const { macro, micro, macroMean, macroSpread } = coordinates;
  const scales = new Float64Array(macro + micro).fill(1).fill(1 / macroSpread, 0, macro);
  const shifts = new Float64Array(macro + micro);
  shifts.set(macroMean.map((x) => -x / macroSpread));
  const scale = tape.input(macro + micro, 1, scales);
  const shift = tape.input(macro + micro, 1, shifts);
  return (states) => add(multiply(states, scale), shift);
}

/** c = A z + a + g(z), g a network that begins at 0. */
function declareDecoder(tape: Tape, { coordinates, nonlinear, decoderWidths }: PodFormParts): Part {
  const { count, macro, micro, decoder, decoderOffset, left } = coordinates;
  const d = macro + micro;
  const linear = tape.input(count, d, decoder);
  const offset = tape.input(count, 1, decoderOffset);
  if (!nonlinear) return (states) => dense(linear, states, offset);
  const widths = [d, ...decoderWidths, count];
  const network = denseNetwork(tape, "decoder", {
    widths,
    activation: silu,
    initial: { lastScale: 0 },
  });
  const scale = tape.input(count, 1, left);
  return (states, standard) =>
    add(dense(linear, states, offset), multiply(network.apply(standard), scale));
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
    macro,
    outputs: count,
    declare: (tape) => {
      const standardise = declareStandard(tape, parts);
      const decode = declareDecoder(tape, parts);
      if (faces === undefined) {
        const widths = [d, ...hidden.dense, d];
        const network = denseNetwork(tape, "drift", { widths, activation: silu });
        const scale = tape.input(d, 1, rates);
        return {
          apply: (states) => {
            const standard = standardise(states);
            const drift = multiply(network.apply(standard), scale);
            return { drift, decoded: decode(states, standard) };
          },
        };
      }
      const flux = declareFlux(tape, parts, faces);
      const widths = [d, ...hidden.dense, micro];
      const network =
        micro > 0 ? denseNetwork(tape, "micro", { widths, activation: silu }) : undefined;
      const scale = micro > 0 ? tape.input(micro, 1, rates.subarray(macro)) : undefined;
      return {
        apply: (states) => {
          const standard = standardise(states);
          const decoded = decode(states, standard);
          const broad = flux(decoded, states);
          if (network === undefined || scale === undefined) return { drift: broad, decoded };
          const fine = multiply(network.apply(standard), scale);
          return { drift: concatRows([broad, fine]), decoded };
        },
      };
    },
  };
}

import { exponential } from "../../../autodiff/exact.js";
import { createTape } from "../../../autodiff/tape.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { FieldCodec } from "../form.js";
import { checkParameters, type NamedArray, setParameters } from "../latent.js";
import type { EquivariantParts } from "./parts.js";
import type { CellProjector } from "./projector.js";
import { declareRecognition, isRecognition } from "./recognition.js";

/** The network on a tape of its own, for one snapshot. */
function recognitionOnTape(network: NetworkKernel, parts: EquivariantParts) {
  const { recognition, cells, basis } = parts;
  if (recognition === undefined) return undefined;
  const tape = createTape(network, { precision: "float64" });
  const coordinates = tape.input(basis.count * cells, 1);
  return { tape, coordinates, ...declareRecognition(tape, parts, recognition)(coordinates) };
}

/** How states are recognised with the weights among learned arrays; not at all where there are none. */
export function recognitionCodec(
  network: NetworkKernel,
  parts: EquivariantParts,
  projector: CellProjector,
): (arrays: readonly NamedArray[]) => FieldCodec["recognise"] {
  const recorded = recognitionOnTape(network, parts);
  const unit = new Float64Array(parts.basis.count).fill(1 / parts.scale);
  return (arrays) => {
    const own = arrays.filter(isRecognition);
    if (recorded === undefined || own.length === 0) return undefined;
    const { tape, coordinates, mean, logDeviation } = recorded;
    checkParameters(tape, own);
    return (field) => {
      // All codecs of a fit share the tape.
      setParameters(tape, own);
      projector.project(field, [0], [0], unit, coordinates.value);
      tape.run();
      return {
        mean: Float64Array.from(mean.value),
        deviation: Float64Array.from(logDeviation.value, exponential),
      };
    };
  };
}

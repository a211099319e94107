import { createTape } from "../../../autodiff/tape.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { FieldCoding } from "../form.js";
import { checkParameters, setParameters } from "../latent.js";
import { wholeState } from "../training-distance.js";
import { declareEncoder } from "./encoder.js";
import { type PublishedParts, publishedModel } from "./model.js";
import { savePublished } from "./save.js";
import { declareSmoothing } from "./smoothing.js";
import { fieldsOf, standardise } from "./standardise.js";

/** The encoder of one field, in float64, on a tape of its own. */
function encoderOnTape(network: NetworkKernel, parts: PublishedParts) {
  const { points } = parts.layout;
  const tape = createTape(network, { precision: "float64" });
  const field = tape.input(points, 1);
  const encoded = declareEncoder(tape, declareSmoothing(tape, parts.layout), parts)(field);
  return { tape, field, encoded };
}

/** Fields, standardised; the macroscale and the microscale are what was learned to be made of them. */
export function publishedCoding(network: NetworkKernel, parts: PublishedParts): FieldCoding {
  const { tape, field, encoded } = encoderOnTape(network, parts);
  const observe = (fields: Float32Array) =>
    standardise(parts, fields, new Float64Array(fields.length));
  return {
    model: publishedModel(parts),
    patches: wholeState,
    codec: (arrays) => {
      checkParameters(tape, arrays);
      return {
        encode: (values) => {
          // All codecs of a fit share the tape.
          setParameters(tape, arrays);
          field.set(observe(values));
          tape.run();
          return Float64Array.from(encoded.value);
        },
        observe,
        fields: (observed, columns, places) => fieldsOf(parts, observed, columns, places),
      };
    },
    save: () => savePublished(parts),
  };
}

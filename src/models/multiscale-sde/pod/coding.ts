import { exponential } from "../../../autodiff/exact.js";
import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { FieldCodec, FieldCoding } from "../form.js";
import { wholeState } from "../training-distance.js";
import { encode } from "./coordinates.js";
import { type PodFormParts, podModel } from "./model.js";
import { type PodModes, projector } from "./modes.js";
import { savePod } from "./save.js";

/** Steps longer than this, in units of the relaxation time, would make it unstable. */
const longestRelaxation = 1.5;

/** Fields of coefficients [q][column], [column][place]; every point is a place by default. */
function fieldsOf(
  { points, count, modes }: PodModes,
  coefficients: Float64Array,
  columns: number,
  places?: Int32Array,
): Float32Array {
  const wanted = places?.length ?? points;
  const fields = new Float32Array(columns * wanted);
  const row = new Float64Array(count);
  for (let c = 0; c < columns; c++) {
    for (let k = 0; k < count; k++) row[k] = coefficients[k * columns + c];
    for (let x = 0; x < wanted; x++) {
      const from = (places === undefined ? x : places[x]) * count;
      let sum = 0;
      for (let k = 0; k < count; k++) sum += modes[from + k] * row[k];
      fields[c * wanted + x] = sum;
    }
  }
  return fields;
}

/** Fields are coefficients of modes; the macroscale and microscale are linear functions of them. */
export function podCoding(network: NetworkKernel, pod: PodModes, parts: PodFormParts): FieldCoding {
  const project = projector(network, pod);
  const codec: FieldCodec = {
    encode: (field) => encode(parts.coordinates, project(field), true),
    observe: project,
    fields: (observed, columns, places) => fieldsOf(pod, observed, columns, places),
  };
  return {
    model: podModel(parts),
    patches: wholeState,
    codec: () => codec,
    longestStep: (arrays) => {
      const growth = arrays.find(({ name }) => name === "relaxation")?.values[0];
      if (growth === undefined) return Infinity;
      return longestRelaxation / (parts.relaxation * exponential(growth));
    },
    save: () => savePod(pod, parts),
  };
}

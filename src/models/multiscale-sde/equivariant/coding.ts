import type { NetworkKernel } from "../../../kernel/network/load.js";
import type { FieldCodec, FieldCoding } from "../form.js";
import { equivariantModel } from "./model.js";
import { type EquivariantParts, latentUnits } from "./parts.js";
import { cellProjector } from "./projector.js";
import { recognitionCodec } from "./recognition-codec.js";
import { saveEquivariant } from "./save.js";

/** Fields of coordinates [function * cells + cell][column], [column][place]; every point is a place by default. */
function fieldsOf(
  { cells, basis, scale }: EquivariantParts,
  coordinates: Float64Array,
  columns: number,
  places?: Int32Array,
): Float32Array {
  const { phases, count, functions } = basis;
  const wanted = places?.length ?? cells * phases;
  const fields = new Float32Array(columns * wanted);
  for (let x = 0; x < wanted; x++) {
    const point = places === undefined ? x : places[x];
    const [cell, phase] = [Math.floor(point / phases), point % phases];
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let j = 0; j < count; j++) {
        sum += functions[j * phases + phase] * coordinates[(j * cells + cell) * columns + c];
      }
      fields[c * wanted + x] = scale * sum;
    }
  }
  return fields;
}

/** Fields are coordinates of a basis within each cell, of which the first are the latent numbers. */
export function equivariantCoding(network: NetworkKernel, parts: EquivariantParts): FieldCoding {
  const { cells, local, basis, scale } = parts;
  const model = equivariantModel(parts);
  const projector = cellProjector(network, basis, cells, 1);
  const { factor, shift } = latentUnits(parts);
  const unit = new Float64Array(basis.count).fill(1 / scale);
  const points = cells * basis.phases;
  const recogniserOf = recognitionCodec(network, parts, projector);
  const codec: FieldCodec = {
    encode: (field) => {
      const state = new Float64Array(local * cells);
      projector.project(field, [0], [0], factor, state);
      for (let cell = 0; cell < cells; cell++) state[cell] -= shift;
      return state;
    },
    observe: (fields) => {
      const times = fields.length / points;
      const observed = new Float64Array(times * model.outputs);
      for (let t = 0; t < times; t++) {
        const to = observed.subarray(t * model.outputs, (t + 1) * model.outputs);
        projector.project(fields, [t], [0], unit, to);
      }
      return observed;
    },
    fields: (observed, columns, places) => fieldsOf(parts, observed, columns, places),
  };
  return {
    model,
    // A face has the cells to either side; products tell pulses of one shape from those of another.
    patches: { cells, reach: [0, 1], products: true },
    codec: (arrays) => ({ ...codec, recognise: recogniserOf(arrays) }),
    save: () => saveEquivariant(parts),
  };
}

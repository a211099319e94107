import { phasePlaces } from "./layout.js";
import type { PublishedParts } from "./model.js";

/** How fields become what is observed. */
export type Standard = Pick<PublishedParts, "layout" | "mean" | "scale">;

/** (u - mean) / scale of fields [time][point], points sorted by phase. */
export function standardise<Values extends Float32Array | Float64Array>(
  { layout, mean, scale }: Standard,
  fields: Float32Array,
  out: Values,
): Values {
  const { points } = layout;
  const places = phasePlaces(layout);
  for (let from = 0; from < fields.length; from += points) {
    for (let x = 0; x < points; x++) out[from + places[x]] = (fields[from + x] - mean) / scale;
  }
  return out;
}

/** The fields of standardised ones, [q][column] -> [column][place]; every point is a place by default. */
export function fieldsOf(
  { layout, mean, scale }: Standard,
  observed: Float64Array,
  columns: number,
  places?: Int32Array,
): Float32Array {
  const wanted = places?.length ?? layout.points;
  const sorted = phasePlaces(layout);
  const fields = new Float32Array(columns * wanted);
  for (let x = 0; x < wanted; x++) {
    const from = sorted[places === undefined ? x : places[x]] * columns;
    for (let c = 0; c < columns; c++) fields[c * wanted + x] = mean + scale * observed[from + c];
  }
  return fields;
}

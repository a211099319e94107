import type { FieldGrid } from "../../../dataset/field-grid.js";
import type { JsonObject } from "../../../store/json.js";
import { damagedHeader } from "../../law/header.js";
import type { SavedCoding } from "../form.js";
import { seesAll, tapLayout } from "./layout.js";
import type { PublishedParts } from "./model.js";

/** What of the form is not learned, as attributes. */
export function savePublished(parts: PublishedParts): SavedCoding {
  const { layout, mean, scale, residual, rate } = parts;
  const attributes = {
    cells: layout.cells,
    taps: layout.taps,
    field_mean: mean,
    field_scale: scale,
    residual_scale: residual,
    rate_scale: rate,
  };
  return { attributes, variables: {} };
}

/** What {@link savePublished} laid out. @throws InvalidData if it is damaged */
export function restorePublished(
  grid: FieldGrid,
  { micro, nonlinear }: Pick<PublishedParts, "micro" | "nonlinear">,
  header: JsonObject,
): PublishedParts {
  const numberIn = (name: string) => {
    const value = header[name];
    if (typeof value !== "number" || !Number.isFinite(value)) throw damagedHeader();
    return value;
  };
  const cells = numberIn("cells");
  const taps = numberIn("taps");
  const [points] = grid.points;
  const whole = Number.isSafeInteger(cells) && cells > 0 && points % cells === 0;
  if (!whole || !seesAll(taps, points, points / cells)) throw damagedHeader();
  const positive = (name: string) => {
    const value = numberIn(name);
    if (!(value > 0)) throw damagedHeader();
    return value;
  };
  return {
    layout: tapLayout(grid, cells, taps),
    ...{ micro, nonlinear },
    mean: numberIn("field_mean"),
    scale: positive("field_scale"),
    residual: positive("residual_scale"),
    rate: positive("rate_scale"),
  };
}

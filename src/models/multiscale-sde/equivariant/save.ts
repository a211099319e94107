import type { FieldGrid } from "../../../dataset/field-grid.js";
import type { Group } from "../../../store/group.js";
import type { JsonObject } from "../../../store/json.js";
import { damagedHeader } from "../../law/header.js";
import { requiredVariable, variable } from "../../law/variable.js";
import type { SavedCoding } from "../form.js";
import { derivatives } from "./face-features.js";
import { decoderReach } from "./model.js";
import type { EquivariantParts } from "./parts.js";
import { patchReach } from "./patches.js";

/** Basis, linear decoder and scales as arrays and attributes. */
export function saveEquivariant(parts: EquivariantParts): SavedCoding {
  const { basis, linear, left, deviation, featureScale, rates, recognition } = parts;
  const { count, phases, functions } = basis;
  return {
    attributes: {
      cells: parts.cells,
      field_scale: parts.scale,
      average: parts.mean,
      flux_scale: parts.fluxScale,
    },
    variables: {
      basis: variable(functions, ["function", "phase"], [count, phases]),
      deviation: variable(deviation, ["local"]),
      linear_decoder: variable(
        linear,
        ["higher", "neighbour"],
        [left.length, linear.length / left.length],
      ),
      higher_left: variable(left, ["higher"]),
      feature_scale: variable(featureScale, ["derivative"]),
      rate_scale: variable(rates, ["local"]),
      ...(recognition && {
        coordinate_noise: variable(recognition.noise, ["function"]),
        linear_recognition: variable(
          recognition.linear,
          ["local", "patch"],
          [parts.local, recognition.linear.length / parts.local],
        ),
        patch_modes: variable(
          recognition.modes,
          ["mode", "patch"],
          [recognition.variance.length, patchReach.length * count],
        ),
        patch_variance: variable(recognition.variance, ["mode"]),
      }),
    },
  };
}

/** What {@link saveEquivariant} laid out. @throws InvalidData if it is damaged */
export function restoreEquivariant(
  { points: [points] }: FieldGrid,
  nonlinear: boolean,
  header: JsonObject,
  coding: Group | undefined,
): EquivariantParts {
  const number = (name: string) => {
    const value = header[name];
    if (typeof value !== "number" || !Number.isFinite(value)) throw damagedHeader();
    return value;
  };
  const reals = (name: string, length?: number) =>
    requiredVariable(coding, name, Float64Array, length);
  const cells = number("cells");
  const phases = points / cells;
  if (!(Number.isSafeInteger(cells) && cells > 0 && Number.isSafeInteger(phases))) {
    throw damagedHeader();
  }
  const deviation = reals("deviation");
  const local = deviation.length;
  const left = reals("higher_left");
  const count = local + left.length;
  const variance = coding?.variables.patch_variance && reals("patch_variance");
  const patch = patchReach.length * count;
  const recognition = variance && {
    noise: reals("coordinate_noise", count),
    linear: reals("linear_recognition", local * patch),
    modes: reals("patch_modes", variance.length * patch),
    variance,
  };
  return {
    ...{ cells, local, nonlinear, deviation, left, recognition },
    basis: { phases, count, functions: reals("basis", count * phases) },
    scale: number("field_scale"),
    mean: number("average"),
    fluxScale: number("flux_scale"),
    linear: reals("linear_decoder", left.length * decoderReach.length * local),
    featureScale: reals("feature_scale", derivatives),
    rates: reals("rate_scale", local),
  };
}

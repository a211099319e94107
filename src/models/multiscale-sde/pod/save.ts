import { type FieldGrid, fieldSize } from "../../../dataset/field-grid.js";
import type { Group, Variable } from "../../../store/group.js";
import type { JsonObject } from "../../../store/json.js";
import { damagedHeader } from "../../law/header.js";
import { requiredVariable, variable } from "../../law/variable.js";
import type { SavedCoding } from "../form.js";
import type { PodFormParts } from "./model.js";
import type { PodModes } from "./modes.js";

/** Modes, coordinates and features of the faces as arrays and attributes. */
export function savePod(pod: PodModes, parts: PodFormParts): SavedCoding {
  const { coordinates, faces, rates } = parts;
  const { encoder, encoderOffset, decoder, decoderOffset, left, count } = coordinates;
  const { macro, macroMean, macroSpread } = coordinates;
  const d = encoderOffset.length;
  const variables: { [name: string]: Variable } = {
    modes: variable(pod.modes, ["point", "mode"], [pod.points, count]),
    mode_energy: variable(pod.energy, ["mode"]),
    encoder: variable(encoder, ["latent", "mode"], [d, count]),
    encoder_offset: variable(encoderOffset, ["latent"]),
    decoder: variable(decoder, ["mode", "latent"], [count, d]),
    decoder_offset: variable(decoderOffset, ["mode"]),
    macro_mean: variable(macroMean, ["cell"]),
    mode_left: variable(left, ["mode"]),
    rate_scale: variable(rates, ["latent"]),
  };
  if (faces !== undefined) {
    const rows = faces.offset.length;
    variables.face_weights = variable(faces.weights, ["feature", "mode"], [rows, count]);
    variables.face_offset = variable(faces.offset, ["feature"]);
  }
  const attributes = {
    field_scale: pod.scale,
    macro,
    macro_spread: macroSpread,
    flux_scale: parts.fluxScale,
    relaxation: parts.relaxation,
    decoder_widths: [...parts.decoderWidths],
  };
  return { attributes, variables };
}

/** A finite number of a header. */
function numberIn(header: JsonObject, name: string): number {
  const value = header[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw damagedHeader();
  return value;
}

/** What {@link savePod} laid out. @throws InvalidData if it is damaged */
export function restorePod(
  grid: FieldGrid,
  nonlinear: boolean,
  header: JsonObject,
  coding: Group | undefined,
): { readonly pod: PodModes; readonly parts: PodFormParts } {
  const energy = requiredVariable(coding, "mode_energy", Float64Array);
  const count = energy.length;
  const points = fieldSize(grid);
  const modes = requiredVariable(coding, "modes", Float32Array, points * count);
  const pod = { points, count, scale: numberIn(header, "field_scale"), modes, energy };
  const reals = (name: string, length?: number) =>
    requiredVariable(coding, name, Float64Array, length);
  const encoderOffset = reals("encoder_offset");
  const d = encoderOffset.length;
  const macro = numberIn(header, "macro");
  if (!(Number.isSafeInteger(macro) && macro > 0 && macro <= d)) throw damagedHeader();
  const macroSpread = numberIn(header, "macro_spread");
  if (!(macroSpread > 0)) throw damagedHeader();
  const coordinates = {
    count,
    macro,
    micro: d - macro,
    encoder: reals("encoder", d * count),
    encoderOffset,
    decoder: reals("decoder", d * count),
    decoderOffset: reals("decoder_offset", count),
    macroMean: reals("macro_mean", macro),
    macroSpread,
    left: reals("mode_left", count),
  };
  // Files from before widths were written have these.
  const decoderWidths = header.decoder_widths ?? [64, 64];
  const width = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) > 0;
  if (!(Array.isArray(decoderWidths) && decoderWidths.every(width))) throw damagedHeader();
  const features = 3;
  const number = grid.periodic ? macro : macro + 1;
  const faces =
    coding?.variables.face_weights === undefined
      ? undefined
      : {
          faces: number,
          features,
          weights: reals("face_weights", features * number * count),
          offset: reals("face_offset", features * number),
        };
  const parts = {
    ...{ coordinates, faces, periodic: grid.periodic, nonlinear, decoderWidths },
    rates: reals("rate_scale", d),
    fluxScale: numberIn(header, "flux_scale"),
    relaxation: numberIn(header, "relaxation"),
  };
  return { pod, parts };
}

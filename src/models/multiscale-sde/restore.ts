import { createTape } from "../../autodiff/tape.js";
import { checkFieldGrid, fieldSize } from "../../dataset/field-grid.js";
import { invalidData } from "../../errors.js";
import { instantiateNetworkKernel } from "../../kernel/network/load.js";
import { artefactHeader, provenanceIn } from "../../store/artefact.js";
import type { Group } from "../../store/group.js";
import { isJsonObject, type JsonObject } from "../../store/json.js";
import { damagedHeader } from "../law/header.js";
import { requiredVariable } from "../law/variable.js";
import type { MultiscaleFields } from "./fields.js";
import { resolveMultiscaleSde } from "./parameters.js";
import { type PodFormParts, podModel } from "./pod/model.js";
import type { PodModes } from "./pod/modes.js";
import { storedName } from "./serialise.js";

/** A finite number of a header. */
function numberIn(header: JsonObject, name: string): number {
  const value = header[name];
  if (typeof value !== "number" || !Number.isFinite(value)) throw damagedHeader();
  return value;
}

function gridIn({ domain, points, boundary }: JsonObject) {
  const ends = Array.isArray(domain) ? domain : [];
  const grid = {
    domain: ends.map((pair) => (Array.isArray(pair) ? [pair[0], pair[1]] : [])) as [
      number,
      number,
    ][],
    points: (Array.isArray(points) ? points : []) as number[],
    periodic: boundary === "periodic",
  };
  checkFieldGrid(grid);
  return grid;
}

function podIn(coding: Group | undefined, points: number, scale: number): PodModes {
  const energy = requiredVariable(coding, "mode_energy", Float64Array);
  const count = energy.length;
  const modes = requiredVariable(coding, "modes", Float32Array, points * count);
  return { points, count, scale, modes, energy };
}

function partsIn(
  coding: Group | undefined,
  header: JsonObject,
  { count }: PodModes,
  periodic: boolean,
  nonlinear: boolean,
): PodFormParts {
  const reals = (name: string, length?: number) =>
    requiredVariable(coding, name, Float64Array, length);
  const encoderOffset = reals("encoder_offset");
  const d = encoderOffset.length;
  const macro = numberIn(header, "macro");
  if (!(Number.isSafeInteger(macro) && macro > 0 && macro <= d)) throw damagedHeader();
  const coordinates = {
    count,
    macro,
    micro: d - macro,
    encoder: reals("encoder", d * count),
    encoderOffset,
    decoder: reals("decoder", d * count),
    decoderOffset: reals("decoder_offset", count),
    left: reals("mode_left", count),
  };
  const features = 3;
  const number = periodic ? macro : macro + 1;
  const faces =
    coding?.variables.face_weights === undefined
      ? undefined
      : {
          faces: number,
          features,
          weights: reals("face_weights", features * number * count),
          offset: reals("face_offset", features * number),
        };
  return {
    ...{ coordinates, faces, periodic, nonlinear },
    rates: reals("rate_scale", d),
    fluxScale: numberIn(header, "flux_scale"),
    relaxation: numberIn(header, "relaxation"),
  };
}

/**
 * The fields of a posterior that `toGroup` laid out.
 *
 * @throws InvalidData if the group is no such posterior or is damaged; InvalidParameter
 */
export async function fieldsFromGroup(name: string, group: Group): Promise<MultiscaleFields> {
  const header = artefactHeader(group.attributes);
  if (header?.model !== name) {
    const found = header === undefined ? 'no attribute "coarsegrain"' : `${header.model}`;
    throw invalidData("posterior", `one of the model ${name}`, found);
  }
  const provenance = provenanceIn(header);
  if (provenance === undefined || !isJsonObject(header.model_parameters)) throw damagedHeader();
  const parameters = resolveMultiscaleSde(header.model_parameters);
  const grid = gridIn(header);
  const { coding, law, noise, sample_stats: stats } = group.groups;
  const pod = podIn(coding, fieldSize(grid), numberIn(header, "field_scale"));
  const nonlinear = parameters.decoder === "nonlinear";
  const parts = partsIn(coding, header, pod, grid.periodic, nonlinear);
  const model = podModel(parts);
  const tape = createTape(await instantiateNetworkKernel());
  model.declare(tape);
  const d = model.dimension;
  return {
    ...{ provenance, parameters, grid, pod, parts },
    timeStart: numberIn(header, "time_start"),
    timeStep: numberIn(header, "time_step"),
    snapshots: numberIn(header, "snapshots"),
    sequences: numberIn(header, "sequences"),
    learned: {
      arrays: tape.parameters.map(({ name: own, rows, columns }) => ({
        ...{ name: own, rows, columns },
        values: requiredVariable(law, storedName(own), Float64Array, rows * columns),
      })),
      logScale: requiredVariable(noise, "log_scale", Float64Array, d),
      logDispersion: requiredVariable(noise, "log_dispersion", Float64Array, d),
      variance: numberIn(header, "variance"),
      bound: requiredVariable(stats, "bound", Float64Array),
    },
    dispersionScale: numberIn(header, "dispersion_scale"),
    converged: header.converged === true,
  };
}

import { readFileSync, writeFileSync } from "node:fs";
import type { Learned } from "../../src/models/multiscale-sde/learned.js";
import type { PodWorkload } from "./workload.js";

/** Writes tables, constants and first values for bench/peers/multiscale.py: a header, and all arrays as float64. */
export function writeWorkload(path: string, workload: PodWorkload): void {
  const { parts, tables, parameters, variance, weight, first } = workload;
  const { coordinates, faces, periodic, rates, fluxScale, relaxation } = parts;
  if (faces === undefined || !periodic)
    throw new Error("PyTorch's peer knows fluxes on a ring alone.");
  const { macro, micro, count, macroSpread } = coordinates;
  const arrays: { [name: string]: ArrayLike<number> } = {
    mean: tables.mean,
    rate: tables.rate,
    observed: tables.observed,
    decoder: coordinates.decoder,
    decoder_offset: coordinates.decoderOffset,
    left: coordinates.left,
    macro_mean: coordinates.macroMean,
    averages: coordinates.encoder.subarray(0, macro * count),
    face_weights: faces.weights,
    face_offset: faces.offset,
    micro_scale: rates.subarray(macro),
  };
  for (const { name, values } of first) arrays[`first ${name}`] = values;
  const { steps, batch, rate, warmUp, ramp, clip } = parameters;
  const numbers = {
    ...{ macro, micro, count, macroSpread, faces: faces.faces, features: faces.features },
    ...{ fluxScale, relaxation, variance, weight, steps, batch, rate, warmUp, ramp, clip },
  };
  const lengths = Object.entries(arrays).map(([name, values]) => [name, values.length]);
  const learned = first.map(({ name, rows, columns }) => [name, rows, columns]);
  writeFileSync(`${path}.json`, JSON.stringify({ lengths, numbers, learned }));
  writeFileSync(
    `${path}.f64`,
    Buffer.concat(
      Object.values(arrays).map((values) => Buffer.from(Float64Array.from(values).buffer)),
    ),
  );
}

/** What the peer learned: all parameters in the order of the first values, then the bound of each step. */
export function readLearned(path: string, { first, variance }: PodWorkload): Learned {
  const bytes = readFileSync(path);
  const values = new Float64Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  );
  let at = 0;
  const arrays = first.map(({ name, rows, columns }) => {
    at += rows * columns;
    return { name, rows, columns, values: values.slice(at - rows * columns, at) };
  });
  const named = (wanted: string) =>
    arrays.find(({ name }) => name === wanted)?.values ?? new Float64Array();
  return {
    arrays,
    ...{ logScale: named("log_scale"), logDispersion: named("log_dispersion"), variance },
    bound: values.slice(at),
  };
}

import { invalidData } from "../../errors.js";
import type { Kernel } from "../../kernel/load.js";
import type { Group } from "../../store/group.js";
import { isJsonObject } from "../../store/json.js";
import { damagedHeader, readModelHeader } from "../law/header.js";
import { requiredVariable } from "../law/variable.js";
import { createEncoder } from "./families/encoder.js";
import type { VirtualObservablesFields } from "./fields.js";
import type { GaussianStates } from "./gaussian-states.js";
import { createLaw } from "./laws/create.js";
import type { NamedArray, TransitionLaw } from "./laws/law.js";
import type { NetworkTrial } from "./learn-living.js";
import type { LinearFlux } from "./linear-flux.js";
import { checkOwnLaw, refuseOwnLaw } from "./own-law.js";
import { resolveVirtualObservables } from "./parameters.js";
import type { TrainingState } from "./training-state.js";

/** Values of arrays whose names and sizes are known. */
function valuesOf(group: Group | undefined, arrays: readonly NamedArray[]): Float64Array[] {
  return arrays.map(({ name, rows, columns }) =>
    requiredVariable(group, name, Float64Array, rows * columns),
  );
}

function readLinear(
  group: Group | undefined,
  n: number,
  dispersion: unknown,
): LinearFlux | undefined {
  if (group?.variables.flux_mean === undefined) return undefined;
  if (typeof dispersion !== "number") throw damagedHeader();
  const coefficients = requiredVariable(group, "flux_mean", Float64Array, n);
  const covariance = requiredVariable(group, "flux_covariance", Float64Array, n * n);
  return { coefficients, covariance, dispersion };
}

function readTrial(value: unknown): NetworkTrial | undefined {
  if (value === undefined) return undefined;
  const { gain, standardError, kept } = (isJsonObject(value) ? value : {}) as {
    [key: string]: unknown;
  };
  if (typeof gain !== "number" || typeof standardError !== "number" || typeof kept !== "boolean") {
    throw damagedHeader();
  }
  return { gain, standardError, kept };
}

function readTraining(group: Group | undefined, value: unknown): TrainingState | undefined {
  if (group === undefined) return undefined;
  const { step, residual } = (isJsonObject(value) ? value : {}) as { [key: string]: unknown };
  if (typeof step !== "number" || typeof residual !== "number") throw damagedHeader();
  const first = requiredVariable(group, "first_moment", Float64Array);
  const second = requiredVariable(group, "second_moment", Float64Array, first.length);
  return { step, residual, first, second };
}

/** Which sequences have states, longest first, and of how many snapshots. */
function readSequences(group: Group | undefined, sequences: number) {
  const order = requiredVariable(group, "sequence_order", Int32Array);
  const lengths = requiredVariable(group, "sequence_length", Int32Array, order.length);
  const known = order.every((i) => i >= 0 && i < sequences) && new Set(order).size === order.length;
  const falling = lengths.every((n, k) => n > 0 && (k === 0 || n <= lengths[k - 1]));
  if (!known || !falling || order.length === 0) {
    const expected = `some of ${sequences} sequences once, the longest first`;
    throw invalidData("order of the posterior's sequences", expected, "a damaged one");
  }
  return { order, lengths };
}

function readGaussian(group: Group | undefined, bins: number, columns: number): GaussianStates {
  const mean = requiredVariable(group, "state_mean", Float64Array, bins * columns);
  const logScale = requiredVariable(group, "state_log_scale", Float64Array, mean.length);
  if (group?.variables.state_below_diagonal === undefined) return { mean, logScale };
  const length = (mean.length * (bins - 1)) / 2;
  return {
    mean,
    logScale,
    below: requiredVariable(group, "state_below_diagonal", Float64Array, length),
  };
}

/**
 * The fields of a posterior that `toGroup` laid out.
 *
 * @param own a law of one's own network, where the fit had one
 * @throws InvalidData if the group is no such posterior or is damaged; InvalidParameter
 */
export function fieldsFromGroup(
  kernel: Kernel,
  name: string,
  group: Group,
  own?: TransitionLaw,
): VirtualObservablesFields {
  const { common, parameters: given, rest } = readModelHeader(group, name);
  const parameters = resolveVirtualObservables(given);
  const { bins } = common.grid;
  const { law: lawGroup, variational, sample_stats: stats } = group.groups;
  const { noise, noise_shape: noiseShape, converged, fingerprint } = rest;
  if (
    typeof noise !== "number" ||
    typeof noiseShape !== "number" ||
    typeof fingerprint !== "number"
  ) {
    throw damagedHeader();
  }
  if (own === undefined) refuseOwnLaw(rest.law, parameters.law);
  else checkOwnLaw(rest.law, lawGroup, own);
  const linear = new Float64Array(2 * parameters.reach);
  // Any part of a network tells that there was one, so that one that lacks parts is found out.
  const deep = Object.keys(lawGroup?.variables ?? {}).some((part) =>
    /^law_(weight|bias)_/.test(part),
  );
  const blank = own ?? createLaw(kernel, parameters, bins, 0, { linear, network: deep });
  const { order, lengths } = readSequences(variational, common.sequences);
  const snapshots = lengths.reduce((sum, n) => sum + n, 0);
  const columns = parameters.walkers === "living" ? order.length : snapshots;
  const encoder = parameters.amortised ? createEncoder(kernel, bins, 0) : [];
  const encoded = valuesOf(variational, encoder);
  const lifted = lawGroup?.variables.flux_lifted;
  return {
    ...common,
    parameters,
    law: blank.withValues(valuesOf(lawGroup, blank.parameters)),
    noise,
    noiseShape,
    linear: readLinear(lawGroup, 2 * parameters.reach, rest.dispersion),
    lifted: lifted && requiredVariable(lawGroup, "flux_lifted", Float64Array, 2 * parameters.reach),
    trial: readTrial(rest.trial),
    gaussian: readGaussian(variational, bins, columns),
    order,
    lengths,
    encoder: encoder.map((array, i) => ({ ...array, values: encoded[i] })),
    bound: requiredVariable(stats, "bound", Float64Array),
    converged: converged === true,
    fingerprint,
    training: readTraining(group.groups.training, rest.training),
  };
}

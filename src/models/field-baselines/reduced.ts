import type { FieldSource } from "../../dataset/field-source.js";
import { checkFieldSequence } from "../../dataset/field-source.js";
import { invalidData, throwIfAborted } from "../../errors.js";
import { instantiateNetworkKernel } from "../../kernel/network/load.js";
import type { Variable } from "../../store/group.js";
import type { RunControl } from "../../types.js";
import { requiredVariable, variable } from "../law/variable.js";
import {
  type PodModes,
  type PodOptions,
  podModes,
  podStride,
  projector,
} from "../multiscale-sde/pod/modes.js";
import { numberOf } from "./arrays.js";
import type { Learned, StateLaw } from "./state-law.js";

/** Modes of the trajectories of a source, and the coefficients of each. */
export interface Reduced {
  readonly pod: PodModes;
  /** [trajectory] of [time][mode] */
  readonly coefficients: readonly Float64Array[];
}

/** Least distance of the snapshots that modes are made of. */
const leastStride = 4;

/** The first of n trajectories, all but those that validate. @throws InvalidData if none is left */
export function trainingOf(sequences: number, validation: number): number[] {
  if (sequences > validation) return Array.from({ length: sequences - validation }, (_, i) => i);
  const recover = "Give more trajectories, or set fewer to validate.";
  const expected = `more than the ${validation} that validate`;
  throw invalidData("trajectories", expected, `${sequences}`, recover);
}

/**
 * The leading modes of the snapshots of some trajectories. Unless the snapshots are smoothed in time, weak modes are lost in
 * their noise, which derivatives then raise.
 *
 * @throws InvalidData, Interrupted
 */
export function modesOf(
  source: FieldSource,
  training: readonly number[],
  { count, smoothing }: Omit<PodOptions, "stride">,
  control: RunControl,
): Promise<PodModes> {
  // Few snapshots are all needed.
  const every = source.time.length < 20 * leastStride ? 1 : leastStride;
  const stride = podStride(source, training.length, every);
  return podModes(source, training, { count, stride, smoothing }, control);
}

/**
 * Modes of the training trajectories, and the coefficients of all trajectories, which are asked for one at a time.
 *
 * @throws InvalidData for trajectories of other shapes, with numbers that are not finite, or fewer snapshots than modes;
 *   Interrupted
 */
export async function reduce(
  source: FieldSource,
  training: readonly number[],
  options: Omit<PodOptions, "stride">,
  control: RunControl,
): Promise<Reduced> {
  const pod = await modesOf(source, training, options, control);
  const project = projector(await instantiateNetworkKernel(), pod);
  const coefficients: Float64Array[] = [];
  for (let index = 0; index < source.sequences; index++) {
    throwIfAborted(control.signal, "the fit");
    control.onProgress?.({ phase: "coefficients", done: index, total: source.sequences });
    const sequence = await source.sequence(index);
    checkFieldSequence(sequence, source, index);
    coefficients.push(project(sequence.field));
  }
  return { pod, coefficients };
}

/** Modes as they are stored. */
export function storedModes({ points, count, modes, energy }: PodModes): {
  readonly [name: string]: Variable;
} {
  return {
    modes: variable(modes, ["point", "mode"], [points, count]),
    mode_energy: variable(energy, ["mode"]),
  };
}

/** Modes as they were stored, their scale among the attributes. @throws InvalidData if they are damaged */
export function modesIn(learned: Learned, points: number): PodModes {
  const law = { attributes: {}, variables: learned.arrays, groups: {} };
  const energy = requiredVariable(law, "mode_energy", Float64Array);
  const count = energy.length;
  const modes = requiredVariable(law, "modes", Float32Array, points * count);
  return { points, count, scale: numberOf(learned, "field_scale"), modes, energy };
}

/** States that are coefficients of modes. */
export async function modalStates(
  pod: PodModes,
): Promise<Pick<StateLaw, "dimension" | "encode" | "decode">> {
  const { points, count, modes } = pod;
  const project = projector(await instantiateNetworkKernel(), pod);
  return {
    dimension: count,
    encode: (field) => project(field),
    decode: (states, number) => {
      const fields = new Float32Array(number * points);
      for (let s = 0; s < number; s++) {
        for (let x = 0; x < points; x++) {
          let sum = 0;
          for (let k = 0; k < count; k++) sum += modes[x * count + k] * states[s * count + k];
          fields[s * points + x] = sum;
        }
      }
      return fields;
    },
  };
}

import { numericalFailure } from "../../errors.js";
import type { FieldsKernel } from "../../kernel/fields/load.js";
import { fillNormal, fillUniform, openStream } from "../../kernel/random.js";
import type { ParameterValues } from "../../parameters.js";
import { streamPurpose } from "../stream-purpose.js";
import type { FieldRequest } from "./system.js";

/** Means and standard deviations of a family of initial fields. */
interface FamilyDefaults {
  readonly amplitude: readonly [number, number];
  readonly width: readonly [number, number];
  readonly noise: number;
  readonly widthIs: string;
  readonly randomIs: string;
}

/** Parameters of the times, the family of initial fields, and the noise of a system. */
export function familyParameters(defaults: FamilyDefaults) {
  const [amplitude, amplitudeDeviation] = defaults.amplitude;
  const [width, widthDeviation] = defaults.width;
  return {
    duration: {
      kind: "number",
      summary: "time that a trajectory spans",
      default: 1,
      min: 0,
      above: true,
      unit: "time",
    },
    steps: {
      kind: "integer",
      summary: "recorded steps; with the start, a trajectory has one time more",
      default: 1000,
      min: 1,
      max: 1e6,
    },
    subSteps: {
      kind: "integer",
      summary: "integration steps in a recorded one; 0: as many as stability and accuracy ask",
      default: 0,
      min: 0,
      max: 1e6,
    },
    amplitude: {
      kind: "number",
      summary: "mean amplitude of the initial fields",
      default: amplitude,
    },
    amplitudeDeviation: {
      kind: "number",
      summary: "standard deviation of the amplitude",
      default: amplitudeDeviation,
      min: 0,
    },
    width: {
      kind: "number",
      summary: `mean width of the initial fields: ${defaults.widthIs}`,
      default: width,
      min: 0,
      above: true,
    },
    widthDeviation: {
      kind: "number",
      summary: "standard deviation of the width; widths that are not positive are drawn anew",
      default: widthDeviation,
      min: 0,
    },
    position: {
      kind: "choice",
      summary: `where trajectories start: fixed, or random, ${defaults.randomIs}`,
      default: "fixed",
      choices: ["fixed", "random"],
    },
    noise: {
      kind: "number",
      summary: "standard deviation of the observation noise",
      default: defaults.noise,
      min: 0,
    },
  } as const;
}

/** Values of {@link familyParameters}. */
export type FamilyParameters = ParameterValues<ReturnType<typeof familyParameters>>;

/** A member of the family. */
export interface Member {
  readonly amplitude: number;
  readonly width: number;
  /** Uniform on (0, 1), for a random position in each of two dimensions; undefined where it is fixed. */
  readonly position: readonly [number, number] | undefined;
}

/** Widths tried before giving up. */
const attempts = 62;

/**
 * The member that a seed and an index draw.
 *
 * @throws NumericalFailure if no width comes out positive
 */
export function drawMember(
  kernel: FieldsKernel,
  { amplitude, amplitudeDeviation, width, widthDeviation, position }: FamilyParameters,
  { seed, sequence }: FieldRequest,
): Member {
  const { arena } = kernel;
  const mark = arena.mark();
  const normals = arena.f64(1 + attempts);
  fillNormal(kernel, openStream(kernel, seed, sequence, streamPurpose.initialState), normals);
  const [first, ...rest] = normals.view;
  const uniforms = arena.f64(2);
  fillUniform(kernel, openStream(kernel, seed, sequence, streamPurpose.placement), uniforms);
  const [u, v] = uniforms.view;
  arena.release(mark);
  const drawn = rest.map((e) => width + widthDeviation * e).find((value) => value > 0);
  if (drawn === undefined) {
    const recover = "Set a smaller widthDeviation.";
    throw numericalFailure(
      "the initial field",
      0,
      `none of ${attempts} widths is positive`,
      recover,
    );
  }
  return {
    amplitude: amplitude + amplitudeDeviation * first,
    width: drawn,
    position: position === "random" ? [u, v] : undefined,
  };
}

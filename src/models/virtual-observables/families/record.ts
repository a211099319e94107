import type { Tape } from "../../../autodiff/tensor.js";
import type { Kernel } from "../../../kernel/load.js";
import type { FirstStates } from "../begin.js";
import { declareParameters } from "../laws/declare.js";
import type { NamedArray } from "../laws/law.js";
import type { VirtualObservablesParameters } from "../parameters.js";
import type { Snapshots } from "../snapshots.js";
import { createEncoder, encode } from "./encoder.js";
import type { StatesOnTape } from "./family.js";
import { diagonalGaussian, fullGaussian, type GaussianOnTape } from "./gaussian.js";
import { lognormalStates } from "./lognormal.js";
import { simplexStates } from "./simplex.js";

type FamilyParameters = Pick<
  VirtualObservablesParameters,
  "states" | "covariance" | "amortised" | "emission"
>;

/** Parameters of q(X) with their first values: a Gaussian for every snapshot, or the encoder that gives it. */
export function createStates(
  kernel: Kernel,
  { bins, columns }: Snapshots,
  first: FirstStates,
  { covariance, amortised }: FamilyParameters,
  seed: number,
): NamedArray[] {
  if (amortised) return createEncoder(kernel, bins, seed);
  const mean = { name: "state_mean", rows: bins, columns, values: first.mean };
  const scale = { name: "state_log_scale", rows: bins, columns, values: first.logScale };
  if (covariance === "diagonal") return [mean, scale];
  const rows = (bins * (bins - 1)) / 2;
  const values = new Float64Array(rows * columns);
  return [mean, scale, { name: "state_below_diagonal", rows, columns, values }];
}

function recordGaussian(
  tape: Tape,
  snapshots: Snapshots,
  first: FirstStates,
  parameters: readonly NamedArray[],
  { covariance, amortised }: FamilyParameters,
): GaussianOnTape {
  if (amortised) {
    const encoded = encode(tape, snapshots, first, parameters);
    return diagonalGaussian(tape, encoded.mean, encoded.logScale, encoded.parameters);
  }
  const [mean, scale, below] = declareParameters(tape, parameters);
  return covariance === "full"
    ? fullGaussian(tape, mean, scale, below)
    : diagonalGaussian(tape, mean, scale, [mean, scale]);
}

/** Records q(X) of all snapshots. @param parameters as {@link createStates} lists them */
export function recordStates(
  tape: Tape,
  snapshots: Snapshots,
  first: FirstStates,
  parameters: readonly NamedArray[],
  family: FamilyParameters,
): StatesOnTape {
  const y = recordGaussian(tape, snapshots, first, parameters, family);
  return family.states === "simplex"
    ? simplexStates(y)
    : lognormalStates(y, family.emission === "normalised");
}

import { artefactAttributes } from "../../store/artefact.js";
import type { Group, Variable } from "../../store/group.js";
import type { Json } from "../../types.js";
import { headerAttributes } from "../law/header.js";
import { variable } from "../law/variable.js";
import type { CoarseStates } from "./coarse-states.js";
import type { VirtualObservablesFields } from "./fields.js";
import type { NamedArray } from "./laws/law.js";
import type { TrainingState } from "./training-state.js";

/** Draws of the last states written for readers that expect a sample. */
const storedDraws = 100;

/** Arrays as variables by their names. */
function arrayVariables(arrays: readonly NamedArray[]): { [name: string]: Variable } {
  return Object.fromEntries(
    arrays.map(({ name, rows, columns, values }) => [
      name,
      variable(values, [`${name}_row`, `${name}_column`], [rows, columns]),
    ]),
  );
}

function lawVariables({ law, linear, lifted }: VirtualObservablesFields) {
  const variables = arrayVariables(law.parameters);
  if (linear !== undefined) {
    const n = linear.coefficients.length;
    variables.flux_mean = variable(linear.coefficients, ["face"]);
    variables.flux_covariance = variable(linear.covariance, ["face", "face_2"], [n, n]);
  }
  if (lifted !== undefined) variables.flux_lifted = variable(lifted, ["face"]);
  return variables;
}

function trainingVariables({ first, second }: TrainingState) {
  return {
    first_moment: variable(first, ["trained"]),
    second_moment: variable(second, ["trained"]),
  };
}

function stateVariables(fields: VirtualObservablesFields) {
  const { gaussian, grid, order, lengths } = fields;
  const columns = gaussian.mean.length / grid.bins;
  const shape = [grid.bins, columns];
  const variables: { [name: string]: Variable } = {
    sequence_order: variable(order, ["sequence"]),
    sequence_length: variable(lengths, ["sequence"]),
    state_mean: variable(gaussian.mean, ["bin", "snapshot"], shape),
    state_log_scale: variable(gaussian.logScale, ["bin", "snapshot"], shape),
  };
  if (gaussian.below !== undefined) {
    const rows = gaussian.below.length / columns;
    variables.state_below_diagonal = variable(
      gaussian.below,
      ["pair", "snapshot"],
      [rows, columns],
    );
  }
  return variables;
}

/** A sample of the last state of each sequence. */
function lastStates(
  { grid, provenance, sequences }: VirtualObservablesFields,
  states: CoarseStates,
) {
  const { bins } = grid;
  const values = new Float32Array(storedDraws * sequences * bins).fill(Number.NaN);
  for (let i = 0; i < sequences; i++) {
    const length = states.lengthOf(i);
    if (length === 0) continue;
    const drawn = states.sample(i, length - 1, storedDraws, provenance.seed);
    for (let d = 0; d < storedDraws; d++) {
      values.set(drawn.subarray(d * bins, (d + 1) * bins), (d * sequences + i) * bins);
    }
  }
  const shape = [1, storedDraws, sequences, bins];
  return variable(values, ["chain", "draw", "all_sequence", "bin"], shape);
}

const group = (variables: { [name: string]: Variable }): Group => ({
  attributes: {},
  variables,
  groups: {},
});

/**
 * The posterior in ArviZ's groups: a sample of the last states in `posterior`, the bound in `sample_stats`; law and q(X) in
 * groups of their own.
 */
export function toGroup(fields: VirtualObservablesFields, states: CoarseStates): Group {
  const { provenance, noise, noiseShape, converged, linear, trial, fingerprint, training } = fields;
  const header: { [key: string]: Json } = {
    ...headerAttributes(provenance.name, fields),
    law: fields.law.name,
    noise,
    noise_shape: noiseShape,
    converged,
    fingerprint,
    ...(training && { training: { step: training.step, residual: training.residual } }),
    ...(linear && { dispersion: linear.dispersion }),
    ...(trial && { trial: { ...trial } }),
  };
  return {
    attributes: artefactAttributes("posterior", provenance, header),
    variables: {},
    groups: {
      posterior: {
        attributes: { sample_of: "q(X) of the last snapshot of each sequence" },
        variables: { state: lastStates(fields, states) },
        groups: {},
      },
      sample_stats: group({ bound: variable(fields.bound, ["iteration"]) }),
      law: group(lawVariables(fields)),
      variational: group({ ...stateVariables(fields), ...arrayVariables(fields.encoder) }),
      ...(training && { training: group(trainingVariables(training)) }),
    },
  };
}

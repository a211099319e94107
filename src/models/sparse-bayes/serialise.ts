import type { Kernel } from "../../kernel/load.js";
import { fillGamma, fillNormal, openStream } from "../../kernel/random.js";
import { artefactAttributes } from "../../store/artefact.js";
import type { Group, Variable } from "../../store/group.js";
import type { Json } from "../../types.js";
import type { Feature } from "../law/features.js";
import { headerAttributes } from "../law/header.js";
import { variable } from "../law/variable.js";
import { lawSampler } from "./draw.js";
import type { PosteriorFields } from "./fields.js";
import type { VariationalState } from "./state.js";

/** Draws of theta and v written beside the variational posterior, for readers that expect a sample. */
const storedDraws = 400;

/**
 * The posterior as ArviZ's groups: a sample of theta and v in `posterior`, the bound in `sample_stats`,
 * the counts' states and all that a resumed fit needs in `variational`.
 */
export function posteriorToGroup(
  kernel: Kernel,
  fields: PosteriorFields,
  features: readonly Feature[],
): Group {
  const { state, grid, provenance } = fields;
  const { bins } = grid;
  const { summary } = fields;
  const k = summary.features.length;
  const n = state.active.length;
  const states = state.mu.length / bins;
  const header: { [key: string]: Json } = {
    ...headerAttributes("sparse-bayes", fields),
    iteration: state.iteration,
    revisions: state.revisions,
    revivals: state.revivals,
    converged: state.converged,
    precision_shape: fields.precisionShape,
    features: features.map(({ name }) => name),
  };
  return {
    attributes: artefactAttributes("posterior", provenance, header),
    variables: {},
    groups: {
      posterior: sample(kernel, fields, features.length),
      sample_stats: {
        attributes: {},
        variables: { bound: variable(Float64Array.from(state.bound), ["iteration"]) },
        groups: {},
      },
      variational: {
        attributes: {},
        variables: {
          active: variable(state.active, ["active"]),
          theta_mean: variable(state.thetaMean, ["feature"]),
          theta_variance: variable(state.thetaVariance, ["feature"]),
          theta_covariance: variable(fields.covariance, ["active", "active_2"], [n, n]),
          theta_covariance_mean_field: variable(
            fields.covarianceMeanField,
            ["active", "active_2"],
            [n, n],
          ),
          summary_features: variable(summary.features, ["summary"]),
          summary_information: variable(summary.information, ["summary", "summary_2"], [k, k]),
          summary_vector: variable(summary.vector, ["summary"]),
          summary_precision: variable(Float64Array.of(summary.shape, summary.rate), ["gamma"]),
          relevance: variable(state.relevance, ["feature"]),
          relevance_used: variable(state.relevanceUsed, ["feature"]),
          precision: variable(state.precision, ["bin"]),
          precision_ahead: variable(state.precisionAhead, ["bin"]),
          precision_used: variable(state.precisionUsed, ["bin"]),
          precision_gradient: variable(state.precisionGradient, ["bin"]),
          state_mean: variable(state.mu, ["state", "bin"], [states, bins]),
          state_variance: variable(state.variance, ["state", "bin"], [states, bins]),
          last_state: variable(fields.lastState, ["sequence"]),
          last_step: variable(fields.lastStep, ["sequence"]),
          ...chainVariables(state, bins),
          adam_moments: variable(state.moments, ["moment"]),
        },
        groups: {},
      },
    },
  };
}

/** What only sequences of unknown states have. */
function chainVariables({ covariance, startCovariance }: VariationalState, bins: number) {
  const variables: { [name: string]: Variable } = {};
  if (covariance.length > 0) {
    const shape = [covariance.length / (bins * bins), bins, bins];
    variables.state_covariance = variable(covariance, ["state", "bin", "bin_2"], shape);
  }
  if (startCovariance.length > 0) {
    variables.start_covariance = variable(startCovariance, ["distance"]);
  }
  return variables;
}

function sample(kernel: Kernel, fields: PosteriorFields, size: number): Group {
  const { state, grid } = fields;
  const { bins } = grid;
  const sampler = lawSampler(kernel, fields, "marginal");
  const mark = kernel.arena.mark();
  const stream = openStream(kernel, fields.provenance.seed, 0, 1);
  const normals = kernel.arena.f64(sampler.normals);
  const gammas = kernel.arena.f64(sampler.gammas);
  const active = new Float64Array(state.active.length);
  const deviation = new Float64Array(bins);
  const theta = new Float64Array(storedDraws * size);
  const precision = new Float64Array(storedDraws * bins);
  for (let draw = 0; draw < storedDraws; draw++) {
    fillNormal(kernel, stream, normals);
    fillGamma(kernel, stream, fields.precisionShape, gammas);
    sampler.draw(normals.view, gammas.view, active, deviation);
    state.active.forEach((l, k) => {
      theta[draw * size + l] = active[k];
    });
    for (let j = 0; j < bins; j++) precision[draw * bins + j] = 1 / (deviation[j] * deviation[j]);
  }
  kernel.arena.release(mark);
  return {
    attributes: { sample_of: "q(theta) with the states integrated out, and q(v)" },
    variables: {
      theta: variable(theta, ["chain", "draw", "feature"], [1, storedDraws, size]),
      precision: variable(precision, ["chain", "draw", "bin"], [1, storedDraws, bins]),
    },
    groups: {},
  };
}

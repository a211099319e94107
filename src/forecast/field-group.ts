import { fieldPoints } from "../dataset/field-grid.js";
import { fieldGridAttributes, fieldGridIn } from "../dataset/field-grid-attributes.js";
import { invalidData } from "../errors.js";
import {
  artefactAttributes,
  artefactHeader,
  formatVersion,
  provenanceIn,
} from "../store/artefact.js";
import type { Group, Values, Variable } from "../store/group.js";
import { isJsonObject } from "../store/json.js";
import type { Json } from "../types.js";
import { FieldEnsemble, type FieldEnsembleFields } from "./field-ensemble.js";
import { fieldSummary } from "./field-summary.js";

/** What a file of a forecast holds beside the ensemble. */
export interface FieldForecastParts {
  /** Which form of the model, where it has several. */
  readonly form?: string | undefined;
  /** The posterior that decodes the latent states, in its own layout. */
  readonly model: Group;
}

const indices = (length: number) => Int32Array.from({ length }, (_, i) => i);

/**
 * An ensemble of fields in ArviZ's layout. Latent states are kept whole and fields as their mean and 95 % interval, which
 * need no model to be looked at; with `model` the states decode to every draw, exactly.
 *
 *     predictions  state [chain = 1, draw, time, latent], diverged_at [chain, draw], error_scale [time] where the
 *                  error of the decoder changes, field_mean, field_lower and field_upper [time, space] or [time, y, x] (NaN where
 *                  no draw is left), and the coordinates chain, draw, time, space
 *     model        the posterior
 *
 * The root attribute `coarsegrain` holds what made it, and content, grid, model, form and start.
 */
export function fieldEnsembleToGroup(ensemble: FieldEnsemble, parts: FieldForecastParts): Group {
  const { draws, steps, dimension, grid, start, model } = ensemble;
  const names = grid.points.length === 1 ? ["space"] : ["y", "x"];
  const axis = (dimensionName: string, values: Values, name: string): Variable => ({
    values,
    shape: [values.length],
    dimensions: [dimensionName],
    attributes: { long_name: name },
  });
  const more: { [key: string]: Json } = {
    content: "fields",
    ...fieldGridAttributes(grid),
    forecast_seed: ensemble.seed,
  };
  if (model !== undefined) more.model = model;
  if (parts.form !== undefined) more.form = parts.form;
  if (start !== undefined) more.start = { time: start };
  const points = fieldPoints(grid);
  return {
    attributes: artefactAttributes("forecast", ensemble.provenance, more),
    variables: {},
    groups: {
      model: parts.model,
      predictions: {
        attributes: {},
        groups: {},
        variables: {
          chain: axis("chain", indices(1), "chain"),
          draw: axis("draw", indices(draws), "draw of the posterior predictive"),
          time: axis("time", ensemble.time, "time of the step"),
          ...Object.fromEntries(names.map((name, d) => [name, axis(name, points[d], "position")])),
          state: {
            values: ensemble.latent,
            shape: [1, draws, steps, dimension],
            dimensions: ["chain", "draw", "time", "latent"],
            attributes: { long_name: "latent state" },
          },
          diverged_at: {
            values: ensemble.divergedAt,
            shape: [1, draws],
            dimensions: ["chain", "draw"],
            attributes: {
              long_name: "step at which the draw left the finite numbers, -1 if never",
            },
          },
          ...(ensemble.errorScale && {
            error_scale: axis("time", ensemble.errorScale, "factor on the error of the decoder"),
          }),
          ...fieldSummary(ensemble, names),
        },
      },
    },
  };
}

function take<V extends Values>(group: Group, name: string, type: new (length: number) => V) {
  const variable = group.groups.predictions?.variables[name];
  if (!(variable?.values instanceof type)) {
    const found = variable === undefined ? "nothing" : `a ${variable.values.constructor.name}`;
    throw invalidData(`variable predictions/${name}`, `a ${type.name}`, found);
  }
  return { values: variable.values, shape: variable.shape };
}

/** @throws InvalidData if the attributes are not those of a forecast of fields */
function readAttributes(group: Group) {
  const header = artefactHeader(group.attributes);
  if (
    header?.kind !== "forecast" ||
    header.format !== formatVersion ||
    header.content !== "fields"
  ) {
    const received =
      header === undefined
        ? "none"
        : `${header.kind} of ${header.content ?? "walkers"}, format ${header.format}`;
    throw invalidData("group", `a forecast of fields, format ${formatVersion}`, received);
  }
  const provenance = provenanceIn(header);
  const { forecast_seed: seed, model, start } = header;
  const time = isJsonObject(start) ? start.time : start;
  const valid =
    provenance !== undefined &&
    typeof seed === "number" &&
    (model === undefined || typeof model === "string") &&
    (time === undefined || typeof time === "number");
  if (!valid) {
    const expected = "version, command, name, parameters, seed, forecast_seed, model and start";
    throw invalidData("attributes of a forecast", expected, JSON.stringify(header));
  }
  return { provenance, seed, model, start: time, grid: fieldGridIn(header) };
}

/**
 * The ensemble that {@link fieldEnsembleToGroup} laid out.
 *
 * @param decoder how the posterior under `model` decodes draws of a forecast of this seed
 * @throws InvalidData if a variable is missing, of another type or shape, or the values are not those of an ensemble
 */
export function fieldEnsembleFromGroup(
  group: Group,
  decoder: (seed: number) => FieldEnsembleFields["decode"],
): FieldEnsemble {
  const header = readAttributes(group);
  const state = take(group, "state", Float32Array);
  const divergedAt = take(group, "diverged_at", Int32Array).values;
  const time = take(group, "time", Float64Array).values;
  const [chains, draws, steps] = state.shape;
  if (state.shape.length !== 4 || chains !== 1 || steps !== time.length) {
    const expected = `[1, draw, ${time.length}, latent]`;
    throw invalidData("states of a forecast", expected, `[${state.shape.join(", ")}]`);
  }
  const scaled = group.groups.predictions?.variables.error_scale !== undefined;
  return new FieldEnsemble({
    ...{ ...header, time, draws, latent: state.values, divergedAt },
    decode: decoder(header.seed),
    errorScale: scaled ? take(group, "error_scale", Float64Array).values : undefined,
  });
}

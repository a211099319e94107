import { invalidData } from "../errors.js";
import type { Kernel } from "../kernel/instantiate.js";
import {
  artefactAttributes,
  artefactHeader,
  formatVersion,
  provenanceIn,
} from "../store/artefact.js";
import type { Group, Values, Variable } from "../store/group.js";
import { isJsonObject } from "../store/json.js";
import { binCentres, type Grid, type Json, type Provenance } from "../types.js";
import { Ensemble, type ForecastStart } from "./ensemble.js";

function indices(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}

/**
 * An ensemble in ArviZ's layout. The arrays are the ensemble's own, not copies.
 *
 *     predictions                counts [chain = 1, draw, time, bin], state [chain, draw, time, coarse_bin],
 *                                diverged_at [chain, draw], and the coordinates chain, draw, time
 *     predictions_constant_data  time [time], space [bin]
 *
 * The root attribute `coarsegrain` holds what made it, and domain, walkers, model and start.
 */
export function ensembleToGroup(ensemble: Ensemble): Group {
  const { draws, steps, bins, coarseBins, grid, start, model } = ensemble;
  const rows = [1, draws, steps] as const;
  const axis = (dimension: string, values: Values, name: string): Variable => ({
    values,
    shape: [values.length],
    dimensions: [dimension],
    attributes: { long_name: name },
  });
  const time = axis("time", ensemble.time, "time of the step");
  const more: { [key: string]: Json } = {
    domain: [...grid.domain],
    boundary: "periodic",
    bins,
    walkers: ensemble.walkers,
    forecast_seed: ensemble.seed,
  };
  if (model !== undefined) more.model = model;
  if (start !== undefined) more.start = { sequence: start.sequence, time: start.time };
  return {
    attributes: artefactAttributes("forecast", ensemble.provenance, more),
    variables: {},
    groups: {
      predictions: {
        attributes: {},
        groups: {},
        variables: {
          chain: axis("chain", indices(1), "chain"),
          draw: axis("draw", indices(draws), "draw of the posterior predictive"),
          time,
          counts: {
            values: ensemble.counts,
            shape: [...rows, bins],
            dimensions: ["chain", "draw", "time", "bin"],
            attributes: { long_name: "walkers per bin" },
          },
          state: {
            values: ensemble.state,
            shape: [...rows, coarseBins],
            dimensions: ["chain", "draw", "time", "coarse_bin"],
            attributes: { long_name: "coarse state" },
          },
          diverged_at: {
            values: ensemble.divergedAt,
            shape: [1, draws],
            dimensions: ["chain", "draw"],
            attributes: {
              long_name: "step at which the draw left the finite numbers, -1 if never",
            },
          },
        },
      },
      predictions_constant_data: {
        attributes: {},
        groups: {},
        variables: { time, space: axis("bin", binCentres(grid), "centre of the bin") },
      },
    },
  };
}

/** Values of a variable of the given type and dimensions. @throws InvalidData if it is not there */
function take<V extends Values>(
  group: Group,
  path: string,
  type: new (length: number) => V,
  dimensions: readonly string[],
): { readonly values: V; readonly shape: readonly number[] } {
  const [parent, name] = path.split("/");
  const variable = group.groups[parent]?.variables[name];
  const expected = `a ${type.name} along [${dimensions}]`;
  if (variable === undefined) throw invalidData(`variable ${path}`, expected, "nothing");
  const { values, shape } = variable;
  const volume = shape.reduce((product, length) => product * length, 1);
  const fits = `${variable.dimensions}` === `${dimensions}` && volume === values.length;
  if (!(values instanceof type) || !fits) {
    const received = `a ${values.constructor.name} of ${values.length} values, [${shape}] along [${variable.dimensions}]`;
    throw invalidData(`variable ${path}`, expected, received);
  }
  return { values, shape };
}

interface Header {
  readonly domain: readonly [number, number];
  readonly walkers: number;
  readonly seed: number;
  readonly provenance: Provenance;
  readonly model: string | undefined;
  readonly start: ForecastStart | undefined;
}

function startOf(value: Json | undefined): ForecastStart | undefined {
  if (!isJsonObject(value)) return undefined;
  const { sequence, time } = value;
  return typeof sequence === "number" && typeof time === "number" ? { sequence, time } : undefined;
}

/** @throws InvalidData if the attributes are not those of a forecast */
function readAttributes(group: Group): Header {
  const header = artefactHeader(group.attributes);
  if (header?.kind !== "forecast" || header.format !== formatVersion) {
    const received = header === undefined ? "none" : `${header.kind}, format ${header.format}`;
    throw invalidData("group", `a forecast of format ${formatVersion}`, received);
  }
  const provenance = provenanceIn(header);
  const { domain, walkers, forecast_seed: seed, model } = header;
  const start = startOf(header.start);
  const [from, to] = Array.isArray(domain) ? domain : [];
  const valid =
    provenance !== undefined &&
    typeof from === "number" &&
    typeof to === "number" &&
    typeof walkers === "number" &&
    typeof seed === "number" &&
    (model === undefined || typeof model === "string") &&
    (start === undefined) === (header.start === undefined);
  if (!valid) {
    const expected =
      "version, command, name, parameters, seed, domain, walkers and forecast_seed, and a model and start as written";
    throw invalidData("attributes of a forecast", expected, JSON.stringify(header));
  }
  return { domain: [from, to], walkers, seed, provenance, model, start };
}

function firstUnequal(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? -1 : a.length;
}

/**
 * The ensemble that {@link ensembleToGroup} laid out.
 *
 * @throws InvalidData if a variable is missing, of another type or shape, or the values are not those of an
 *   ensemble
 */
export function ensembleFromGroup(group: Group, kernel: Kernel): Ensemble {
  const { domain, ...header } = readAttributes(group);
  const along = ["chain", "draw", "time"];
  const counts = take(group, "predictions/counts", Uint32Array, [...along, "bin"]);
  const state = take(group, "predictions/state", Float64Array, [...along, "coarse_bin"]);
  const diverged = take(group, "predictions/diverged_at", Int32Array, ["chain", "draw"]);
  const time = take(group, "predictions_constant_data/time", Float64Array, ["time"]).values;
  const space = take(group, "predictions_constant_data/space", Float64Array, ["bin"]).values;
  const [chains, draws, steps, bins] = counts.shape;
  if (chains !== 1) throw invalidData("chains of a forecast", "one", `${chains}`);
  const [stateChains, stateDraws, stateSteps] = state.shape;
  const agree =
    `${[stateChains, stateDraws, stateSteps]}` === `${[chains, draws, steps]}` &&
    `${diverged.shape}` === `${[chains, draws]}` &&
    time.length === steps;
  if (!agree) {
    const received = `state [${state.shape}], diverged_at [${diverged.shape}], time [${time.length}]`;
    throw invalidData("shapes of a forecast", `those of counts [${counts.shape}]`, received);
  }
  const grid: Grid = { domain, bins };
  const at = firstUnequal(space, binCentres(grid));
  if (at >= 0) {
    throw invalidData(
      "space",
      `the centres of ${bins} bins on [${domain}]`,
      `${space[at]} at ${at}`,
    );
  }
  return new Ensemble(
    {
      ...header,
      grid,
      time,
      draws,
      counts: counts.values,
      state: state.values,
      divergedAt: diverged.values,
    },
    kernel,
  );
}

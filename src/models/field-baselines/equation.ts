import { invalidData } from "../../errors.js";
import { findFieldSystem } from "../../simulate/fields/registry.js";
import { isJsonObject, type JsonObject } from "../../store/json.js";
import type { Provenance } from "../../types.js";
import { damagedHeader } from "../law/header.js";

/**
 * u_t = -u u_x + nu u_xx - delta u_xxx, on a ring; in two dimensions u_t = -u (u_x + u_y) + nu (u_xx + u_yy), its boundary
 * values held.
 */
export interface FieldEquation {
  readonly dimensions: number;
  /** nu */
  readonly viscosity: number;
  /** delta */
  readonly dispersion: number;
  /** Whether the third difference is the one-sided one that the published data was made with. */
  readonly oneSided: boolean;
}

/** What made the data, as attributes. */
export function systemAttributes({ name, parameters }: Provenance): JsonObject {
  return { system: name, system_parameters: { ...parameters } };
}

const known = ["burgers-field", "kdv-field", "burgers-2d-field"];

/**
 * The equation that made some fields.
 *
 * @param attributes those of {@link systemAttributes}
 * @throws InvalidData unless a system of known equation made them
 */
export function equationIn({ system, system_parameters: given }: JsonObject): FieldEquation {
  if (typeof system !== "string" || !isJsonObject(given)) throw damagedHeader();
  if (!known.includes(system)) {
    const recover = "Choose a model that learns from data alone.";
    const expected = `fields of a known equation: ${known.join(", ")}`;
    throw invalidData("what made the fields", expected, system, recover);
  }
  const { parameters } = findFieldSystem(system).configure(given);
  const number = (name: string) => {
    const value = parameters[name];
    return typeof value === "number" ? value : 0;
  };
  return {
    dimensions: system === "burgers-2d-field" ? 2 : 1,
    viscosity: number("viscosity"),
    dispersion: number("dispersion"),
    oneSided: parameters.stencil === "published",
  };
}

/**
 * The equation of some fields, and that their grid is one of it.
 *
 * @throws InvalidData unless a system of known equation made them, on its kind of grid
 */
export function equationOf(
  provenance: Provenance,
  grid: { readonly points: readonly number[]; readonly periodic: boolean },
): FieldEquation {
  const equation = equationIn(systemAttributes(provenance));
  const ring = equation.dimensions === 1;
  if (grid.points.length !== equation.dimensions || grid.periodic !== ring) {
    const expected = ring ? "one dimension, periodic" : "two dimensions, with held boundary values";
    const found = `${grid.points.length}, ${grid.periodic ? "periodic" : "bounded"}`;
    throw invalidData("grid of the fields", expected, found);
  }
  return equation;
}

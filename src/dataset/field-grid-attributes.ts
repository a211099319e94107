import type { JsonObject } from "../store/json.js";
import { checkFieldGrid, type FieldGrid } from "./field-grid.js";

/** A grid as attributes of a file. */
export function fieldGridAttributes({ domain, points, periodic }: FieldGrid): JsonObject {
  return {
    domain: domain.map((ends) => [...ends]),
    points: [...points],
    boundary: periodic ? "periodic" : "bounded",
  };
}

/** The grid that {@link fieldGridAttributes} laid out. @throws InvalidData if they describe none */
export function fieldGridIn({ domain, points, boundary }: JsonObject): FieldGrid {
  const grid = { domain, points, periodic: boundary === "periodic" } as unknown as FieldGrid;
  checkFieldGrid(grid);
  return grid;
}

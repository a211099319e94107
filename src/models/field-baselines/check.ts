import { checkFieldGrid } from "../../dataset/field-grid.js";
import {
  checkFieldSource,
  checkRisingTimes,
  type FieldSource,
} from "../../dataset/field-source.js";
import { timeStepOf } from "../multiscale-sde/check-source.js";

/**
 * The time between two snapshots of a source.
 *
 * @throws InvalidData unless it is a source of fields at two equidistant times or more
 */
export function checkEvenSource(source: FieldSource): number {
  checkFieldSource("fields to fit", source);
  checkFieldGrid(source.grid);
  checkRisingTimes(source.time);
  return timeStepOf(source);
}

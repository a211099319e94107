import type { Dataset } from "../../dataset/dataset.js";
import { invalidData } from "../../errors.js";

/** @throws InvalidData if the data have one snapshot alone, and so no coarse time step */
export function checkTimeStep(data: Dataset): void {
  if (data.steps < 1) {
    const recover = "Simulate with at least one step.";
    throw invalidData("dataset", "a coarse step in each sequence", "none", recover);
  }
}

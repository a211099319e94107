import type { EnsembleFields } from "./fields.js";

/** The arrays of the first `steps` steps. Draws that diverge later have not diverged among them. */
export function firstSteps(fields: EnsembleFields, steps: number): EnsembleFields {
  const { draws, grid, time } = fields;
  const held = time.length;
  const coarseBins = fields.state.length / (draws * held);
  const counts = new Uint32Array(draws * steps * grid.bins);
  const state = new Float64Array(draws * steps * coarseBins);
  for (let draw = 0; draw < draws; draw++) {
    const [from, end, to] = [draw * held, draw * held + steps, draw * steps];
    counts.set(fields.counts.subarray(from * grid.bins, end * grid.bins), to * grid.bins);
    state.set(fields.state.subarray(from * coarseBins, end * coarseBins), to * coarseBins);
  }
  const divergedAt = fields.divergedAt.map((at) => (at < steps ? at : -1));
  return { ...fields, time: time.slice(0, steps), counts, state, divergedAt };
}

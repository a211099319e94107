import type { Start } from "../../dataset/dataset.js";
import type { Kernel } from "../../kernel/load.js";
import { softmax } from "../../kernel/softmax-multinomial.js";
import type { Grid } from "../../types.js";
import { drawStart, isKnown, resolveStart } from "../law/start.js";

/** Starting states of all draws, [bin][draw]; random numbers depend on the seed and the draw alone. */
export type DensityStart = (kernel: Kernel, draws: number, seed: number) => Float64Array;

/**
 * The starting states of a forecast: the softmax of the coarse state, the same for every draw where it is
 * known, else of a draw from its posterior given the walkers.
 *
 * @throws InvalidData if the start is on another grid than the model, empty or not finite
 */
export function densityStart(kernel: Kernel, grid: Grid, start: Start): DensityStart {
  const from = resolveStart(kernel, grid, start);
  const { bins } = grid;
  return (own, draws, seed) => {
    const { arena } = own;
    const states = new Float64Array(bins * draws);
    const mark = arena.mark();
    const [state, rho] = [arena.f64(bins), arena.f64(bins)];
    for (let draw = 0; draw < draws; draw++) {
      if (draw === 0 || !isKnown(from)) {
        state.view.set(drawStart(own, from, seed, draw));
        softmax(own, state, 1, bins, rho);
      }
      for (let j = 0; j < bins; j++) states[j * draws + draw] = rho.view[j];
    }
    arena.release(mark);
    return states;
  };
}

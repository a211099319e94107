import type { Ensemble, ForecastStart } from "../../forecast/ensemble.js";
import type { Kernel } from "../../kernel/load.js";
import { log } from "../../kernel/math.js";
import { openStream } from "../../kernel/random.js";
import { centre } from "../law/centre.js";
import { drawPaths, drawWalkers, type WalkerModel } from "../law/paths.js";
import { drawStart, isKnown, type StartState } from "../law/start.js";
import type { ForecastRequest } from "../model.js";
import { type Solver, solveDensities } from "./densities.js";

/** Least density, relative to even spread, of which the logarithm is recorded: an empty bin has none. */
const leastDensity = 1e-13;

/**
 * Solves the equation from the starting state, once where it is known, else from a draw of it for each path,
 * and draws walkers from the densities.
 *
 * @throws NumericalFailure if the solution fails; Interrupted if the signal fires
 */
export async function forecastEquation(
  kernel: Kernel,
  model: WalkerModel & Solver,
  start: StartState,
  origin: ForecastStart,
  request: ForecastRequest,
): Promise<Ensemble> {
  const { bins } = model.grid;
  const { steps, draws, seed, signal, onProgress } = request;
  const uncertain = !isKnown(start);
  const starts = uncertain
    ? Array.from({ length: draws }, (_, draw) => drawStart(kernel, start, seed, draw))
    : [start.mean];
  const solutions: Float64Array[] = [];
  for (const [done, state] of starts.entries()) {
    onProgress?.({ phase: "solve", done, total: starts.length });
    solutions.push(await solveDensities(kernel, model, state, steps, signal));
  }
  const prepare = () => {
    const density = kernel.arena.f64(steps * bins);
    const drawn = kernel.arena.u32(bins);
    return (draw: number, states: Float64Array, counts: Uint32Array) => {
      const mark = kernel.arena.mark();
      const solution = solutions[uncertain ? draw : 0];
      // The scheme makes no new extremes, but rounding may.
      density.view.set(solution.map((value) => Math.max(value, 0)));
      const stream = openStream(kernel, seed, draw);
      drawWalkers(kernel, stream, model, density, steps, drawn, counts);
      const logs = solution.map((value) => log(kernel, Math.max(value, leastDensity)));
      states.set(centre(logs, bins));
      kernel.arena.release(mark);
      return -1;
    };
  };
  return drawPaths(kernel, model, prepare, origin, request);
}

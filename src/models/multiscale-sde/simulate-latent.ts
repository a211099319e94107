import type { Kernel } from "../../kernel/load.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import type { Growth } from "./dispersion-growth.js";
import type { LatentStart } from "./form.js";
import { type Drift, integratePaths, type PathRequest, type Paths } from "./integrate.js";

/** A latent equation, and the uncertainty of states that it starts from. */
export interface LatentEquation {
  readonly drift: (columns: number) => Drift;
  /** s, [d]: standard deviation of a state that smoothed snapshots tell. */
  readonly scale: Float64Array;
  /** Psi, [d]. */
  readonly dispersion: Float64Array;
  /** What s and Psi are multiplied by at a state. */
  readonly growth?: Growth | undefined;
}

/** What is drawn. */
export interface LatentRequest extends PathRequest {
  /** What is known of the start, apart from the s of the equation. */
  readonly start: LatentStart;
  readonly draws: number;
  readonly seed: number;
}

/** Purpose of the streams of latent noise. */
const latentStream = 11;

/**
 * Standard normals of one step for antithetic pairs of draws, [d][draw]: draw 2 k + 1 has those of draw 2 k with the other
 * sign, so that what is linear in the noise has no error in the mean. The first draws do not depend on how many there are.
 */
function pairedNormals(kernel: Kernel, seed: number, step: number, d: number, draws: number) {
  const pairs = Math.ceil(draws / 2);
  const mark = kernel.arena.mark();
  const room = kernel.arena.f64(pairs * d);
  fillNormal(kernel, openStream(kernel, seed, step, latentStream), room);
  const drawn = room.view;
  const normals = new Float64Array(d * draws);
  for (let i = 0; i < d; i++) {
    for (let c = 0; c < draws; c++) {
      const x = drawn[Math.floor(c / 2) * d + i];
      normals[i * draws + c] = c % 2 === 0 ? x : -x;
    }
  }
  kernel.arena.release(mark);
  return normals;
}

/** Paths of draws, and the growth of the noise along the path without any. */
export interface GrownPaths extends Paths {
  /** [time] */
  readonly grown: Float64Array;
}

/**
 * Paths of the latent equation, one in each column.
 *
 * Where the noise grows it does so along the path without noise, which is integrated beside the draws: the noise is then a function
 * of time alone, so that it keeps the order of the method, and pairs of draws stay antithetic.
 *
 * @throws InvalidParameter for times or step; Interrupted
 */
export async function simulateLatent(
  kernel: Kernel,
  { drift, scale, dispersion, growth }: LatentEquation,
  { start, draws, seed, ...request }: LatentRequest,
): Promise<GrownPaths> {
  const d = start.mean.length;
  const begun = growth?.(start.mean, 1)[0] ?? 1;
  const spread = scale.map((s, i) => {
    const [own, known] = [begun * s, start.deviation[i]];
    return Math.sqrt(own * own + known * known);
  });
  const columns = growth === undefined ? draws : draws + 1;
  const normals = (n: number) => {
    const drawn = pairedNormals(kernel, seed, n, d, draws);
    if (columns === draws) return drawn;
    const beside = new Float64Array(d * columns);
    for (let i = 0; i < d; i++) {
      beside.set(drawn.subarray(i * draws, (i + 1) * draws), i * columns);
    }
    return beside;
  };
  const states = normals(0).map((x, i) => {
    const k = Math.floor(i / columns);
    return start.mean[k] + spread[k] * x;
  });
  // The path without noise is the last column.
  const middleOf = (at: Float64Array) => {
    return Float64Array.from({ length: d }, (_, i) => at[(i + 1) * columns - 1]);
  };
  const { states: all, divergedAt } = await integratePaths(
    {
      ...{ drift: drift(columns), start: states, columns, dispersion },
      normals: (n) => normals(n + 1),
      growth: growth && ((at) => growth(middleOf(at), 1)[0]),
    },
    request,
  );
  const grown = new Float64Array(request.times.length).fill(1);
  if (growth === undefined) return { states: all, divergedAt, grown };
  return {
    states: all.filter((_, i) => i % columns < draws),
    divergedAt: divergedAt.slice(0, draws),
    grown: grown.map((_, t) => growth(middleOf(all.subarray(t * d * columns)), 1)[0]),
  };
}

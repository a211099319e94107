import type { Kernel } from "../../kernel/load.js";
import { fillNormal, openStream } from "../../kernel/random.js";
import type { LatentStart } from "./form.js";
import { type Drift, integratePaths, type PathRequest, type Paths } from "./integrate.js";

/** A latent equation, and the uncertainty of states that it starts from. */
export interface LatentEquation {
  readonly drift: (columns: number) => Drift;
  /** s, [d]: standard deviation of a state that smoothed snapshots tell. */
  readonly scale: Float64Array;
  /** Psi, [d]. */
  readonly dispersion: Float64Array;
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

/** Paths of the latent equation, one in each column. @throws InvalidParameter for times or step; Interrupted */
export function simulateLatent(
  kernel: Kernel,
  { drift, scale, dispersion }: LatentEquation,
  { start, draws, seed, ...request }: LatentRequest,
): Promise<Paths> {
  const d = start.mean.length;
  const spread = scale.map((s, i) => Math.sqrt(s * s + start.deviation[i] * start.deviation[i]));
  const noise = pairedNormals(kernel, seed, 0, d, draws);
  const states = noise.map((x, i) => {
    const k = Math.floor(i / draws);
    return start.mean[k] + spread[k] * x;
  });
  const normals = (n: number) => pairedNormals(kernel, seed, n + 1, d, draws);
  const problem = { drift: drift(draws), start: states, columns: draws, dispersion, normals };
  return integratePaths(problem, request);
}

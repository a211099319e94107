import type { Start } from "../../dataset/dataset.js";
import {
  type AdvectionDiffusionParameters,
  advectionDiffusion,
} from "../../simulate/advection-diffusion.js";
import { simulate } from "../../simulate/simulate.js";
import type { ExperimentContext } from "../experiment.js";
import { type Evaluation, evaluate, type Illustration, type Laws } from "./evaluate.js";
import { type Settings, seedFor } from "./settings.js";

/** Everything the law was asked to forecast. */
export interface Evaluations {
  /** Starts from the training family, their densities known. */
  readonly heldOut: readonly Evaluation[];
  /** The first of them, to be drawn. */
  readonly shown: Illustration;
  /** The same family, but only the walkers are known. */
  readonly fromWalkers: readonly Evaluation[];
  /** Starts that the training family does not hold. */
  readonly outside: readonly Evaluation[];
  /** A block of walkers: the last of them, to be drawn. */
  readonly block: Illustration;
}

type KnownStart = Start & { readonly state: Float64Array };

/** A range of numbers for the starts of each kind. */
const kinds = { heldOut: 0, fromWalkers: 10_000, rougher: 20_000, profiles: 30_000 } as const;

/** Named profiles outside the training family. */
const profiles: readonly Partial<AdvectionDiffusionParameters>[] = [
  { initial: "sine", profileHeight: 1 },
  { initial: "bump", profileWidth: 0.25, profileHeight: 1 },
  { initial: "block", profileWidth: 0.5, profileHeight: 1 },
];

async function drawStarts(
  given: Partial<AdvectionDiffusionParameters>,
  count: number,
  seed: number,
): Promise<KnownStart[]> {
  const data = await simulate(advectionDiffusion(given), { sequences: count, steps: 0, seed });
  return Array.from({ length: count }, (_, i) => data.at(i) as KnownStart);
}

/** Forecasts every kind of start and scores the forecasts. */
export async function evaluateStarts(
  context: ExperimentContext,
  settings: Settings,
  laws: Laws,
): Promise<Evaluations> {
  const { seed, onProgress } = context;
  const total = settings.starts + 2 * settings.otherStarts + profiles.length;
  let done = 0;
  const run = async (start: KnownStart, name: string, index: number, fromWalkers = false) => {
    const result = await evaluate(context, settings, laws, start, name, {
      index,
      fromWalkers,
    });
    done += 1;
    onProgress?.({ phase: "forecast and truth", done, total });
    return result;
  };
  const scoresOf = ({ truth, coarse, fine, ...scores }: Evaluation & Illustration) => scores;

  const family = await drawStarts({}, settings.starts, seedFor(seed, "starts"));
  const heldOut: Evaluation[] = [];
  let shown: Illustration | undefined;
  for (const [i, start] of family.entries()) {
    const result = await run(start, `held-out ${i}`, kinds.heldOut + i);
    shown ??= { truth: result.truth, coarse: result.coarse, fine: result.fine };
    heldOut.push(scoresOf(result));
  }

  const fromWalkers: Evaluation[] = [];
  for (const [i, start] of family.slice(0, settings.otherStarts).entries()) {
    fromWalkers.push(scoresOf(await run(start, `walkers ${i}`, kinds.fromWalkers + i, true)));
  }

  const outside: Evaluation[] = [];
  const rougher = { sigma: 0.5, length: 1.5 };
  const rough = await drawStarts(rougher, settings.otherStarts, seedFor(seed, "starts", 1));
  for (const [i, start] of rough.entries()) {
    outside.push(scoresOf(await run(start, `σ = .5, ℓ = 1.5: ${i}`, kinds.rougher + i)));
  }
  let block: Illustration | undefined;
  for (const [i, given] of profiles.entries()) {
    const [start] = await drawStarts(given, 1, seedFor(seed, "starts", 2 + i));
    const result = await run(start, `${given.initial}`, kinds.profiles + i);
    block = { truth: result.truth, coarse: result.coarse, fine: result.fine };
    outside.push(scoresOf(result));
  }
  return {
    heldOut,
    shown: shown as Illustration,
    fromWalkers,
    outside,
    block: block as Illustration,
  };
}

import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";
import type { Stream } from "./random.js";

type Reals = Region<Float64Array>;

/** q(X) = N(mu, diag(variance)) of every sequence beside its counts; shapes [sequences][bins]. */
export interface CoarseStates {
  readonly counts: Reals;
  readonly mu: Reals;
  readonly variance: Reals;
  readonly sequences: number;
  readonly bins: number;
  /** Walkers in each sequence. */
  readonly walkers: number;
}

/** rho = softmax(X) for each of `rows` rows of `bins` numbers. */
export function softmax(kernel: Kernel, x: Reals, rows: number, bins: number, rho: Reals): void {
  kernel.call.softmax(x.pointer, rows, bins, rho.pointer);
}

/**
 * Newton steps on q(X) of every sequence (method: assembly/softmax-multinomial.ts).
 *
 * @param prediction mean of the transition law, [sequences][bins]
 * @param precision of the transition law, [bins]
 * @param expectation of logsumexp: lognormal, accurate for the variances of a fit; or its bound by Jensen's
 *   inequality, under which the steps reach the one maximum also from a vague law and few walkers
 * @param tilt what {@link expectations} left there at the present means and variances: spares the first
 *   step its exponentials
 * @returns the largest change of any mean in the last step
 */
export function newtonStates(
  kernel: Kernel,
  states: CoarseStates,
  prediction: Reals,
  precision: Reals,
  steps: number,
  expectation: "lognormal" | "jensen" = "lognormal",
  tilt?: Reals,
): number {
  const mark = kernel.arena.mark();
  const scratch = kernel.arena.f64(4 * states.bins + 1);
  const change = kernel.call.softmaxNewton(
    states.counts.pointer,
    prediction.pointer,
    precision.pointer,
    states.mu.pointer,
    states.variance.pointer,
    states.sequences,
    states.bins,
    states.walkers,
    steps,
    expectation === "lognormal" ? 1 : 0,
    tilt?.pointer ?? 0,
    scratch.pointer,
  );
  kernel.arena.release(mark);
  return change;
}

/** How the paper's stochastic update of q(X) runs. */
export interface AdamSettings {
  readonly steps: number;
  readonly samples: number;
  readonly rate: number;
}

/** Numbers of Adam's memory for each sequence and bin. */
export const adamMoments = 4;

/**
 * Adam steps on q(X) of every sequence with Monte Carlo gradients (Appendix B of Felsberger &
 * Koutsourelakis 2019).
 *
 * @param moments Adam's memory, [sequences][4][bins], zero at first
 * @param taken steps taken before this call
 */
export function adamStates(
  kernel: Kernel,
  states: CoarseStates,
  prediction: Reals,
  precision: Reals,
  settings: AdamSettings,
  moments: Reals,
  taken: number,
  stream: Stream,
): void {
  const mark = kernel.arena.mark();
  const scratch = kernel.arena.f64((settings.samples + 5) * states.bins);
  kernel.call.softmaxAdam(
    states.counts.pointer,
    prediction.pointer,
    precision.pointer,
    states.mu.pointer,
    states.variance.pointer,
    states.sequences,
    states.bins,
    states.walkers,
    settings.steps,
    settings.samples,
    settings.rate,
    moments.pointer,
    taken,
    stream.pointer,
    scratch.pointer,
  );
  kernel.arena.release(mark);
}

/** Reserves room for what {@link expectations} can hand to {@link newtonStates}. */
export function reserveTilt(kernel: Kernel, sequences: number, bins: number): Reals {
  return kernel.arena.f64(sequences * (2 * bins + 1));
}

/**
 * sum_i <log p(m_i | X_i)> without the multinomial coefficients, and sum_ij log variance_ij.
 *
 * @param tilt receives what {@link newtonStates} can use, if nothing moves before
 */
export function expectations(
  kernel: Kernel,
  states: CoarseStates,
  tilt?: Reals,
): { logLikelihood: number; logVariance: number } {
  const mark = kernel.arena.mark();
  const scratch = kernel.arena.f64(3 * states.bins + 1);
  const out = kernel.arena.f64(2);
  kernel.call.softmaxExpectation(
    states.counts.pointer,
    states.mu.pointer,
    states.variance.pointer,
    states.sequences,
    states.bins,
    states.walkers,
    scratch.pointer,
    tilt?.pointer ?? 0,
    out.pointer,
  );
  const [logLikelihood, logVariance] = out.view;
  kernel.arena.release(mark);
  return { logLikelihood, logVariance };
}

/**
 * What each sequence's counts say about the transition law once its X is integrated out: the precision
 * diag(weight_i) - direction_i direction_i^T of its mean, shapes [sequences][bins].
 */
export function information(
  kernel: Kernel,
  states: CoarseStates,
  precision: Reals,
  weight: Reals,
  direction: Reals,
): void {
  const mark = kernel.arena.mark();
  const scratch = kernel.arena.f64(4 * states.bins + 1);
  for (let i = 0; i < states.sequences; i++) {
    const offset = i * states.bins * 8;
    kernel.call.softmaxInformation(
      states.mu.pointer + offset,
      states.variance.pointer + offset,
      precision.pointer,
      states.bins,
      states.walkers,
      weight.pointer + offset,
      direction.pointer + offset,
      scratch.pointer,
    );
  }
  kernel.arena.release(mark);
}

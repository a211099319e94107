import { invalidParameter } from "../errors.js";

/** A law on consecutive integers: `probabilities[i]` is that of `first + i`. Shared: not to be written to. */
export interface DisplacementLaw {
  readonly first: number;
  readonly probabilities: Float64Array;
}

/** Mass that may be cut from the tails of the whole law. */
const negligible = 1e-18;

/** @throws InvalidParameter unless both are probabilities that sum to at most 1 */
export function checkJumpProbabilities(pLeft: number, pRight: number): void {
  if (!(pLeft >= 0 && pLeft <= 1)) throw invalidParameter("pLeft", "a probability", pLeft);
  if (!(pRight >= 0 && pRight <= 1)) throw invalidParameter("pRight", "a probability", pRight);
  if (pLeft + pRight > 1 + 1e-12) {
    throw invalidParameter("pLeft + pRight", "at most 1", pLeft + pRight);
  }
}

/** @throws InvalidParameter unless `steps` is an integer from 0 to 2^31 - 1 */
export function checkSteps(steps: number): void {
  if (!Number.isInteger(steps) || steps < 0 || steps > 0x7fffffff) {
    throw invalidParameter("steps", "an integer from 0 to 2^31 - 1", steps);
  }
}

/** The law of the sum of two independent integers, without tails of mass up to `cut` on each side. */
function convolve(a: DisplacementLaw, b: DisplacementLaw, cut: number): DisplacementLaw {
  const p = a.probabilities;
  const q = b.probabilities;
  const sum = new Float64Array(p.length + q.length - 1);
  for (let i = 0; i < p.length; i++) {
    for (let j = 0; j < q.length; j++) sum[i + j] += p[i] * q[j];
  }
  let low = 0;
  let high = sum.length;
  for (let mass = sum[low]; mass <= cut; mass += sum[low]) low++;
  for (let mass = sum[high - 1]; mass <= cut; mass += sum[high - 1]) high--;
  return { first: a.first + b.first + low, probabilities: sum.slice(low, high) };
}

/**
 * The exact law of the net displacement, in jumps, after `steps` independent micro steps, each +1 with
 * probability `pRight`, -1 with `pLeft`, else 0: the coefficients of
 * (pLeft / z + 1 - pLeft - pRight + pRight z)^steps, by repeated squaring, with + and * alone. Tails of
 * less than 1e-18 in all are cut.
 *
 * @throws InvalidParameter
 */
export function netDisplacementLaw(pLeft: number, pRight: number, steps: number): DisplacementLaw {
  checkJumpProbabilities(pLeft, pRight);
  checkSteps(steps);
  const key = `${pLeft} ${pRight} ${steps}`;
  if (latest?.key !== key) latest = { key, law: power(pLeft, pRight, steps) };
  return latest.law;
}

/** The law last asked for: every batch of a dataset asks for the same one, which may take half a second. */
let latest: { readonly key: string; readonly law: DisplacementLaw } | undefined;

function power(pLeft: number, pRight: number, steps: number): DisplacementLaw {
  // A sum that should be 1 may round to a little more.
  const stay = Math.max(1 - pLeft - pRight, 0);
  const one = { first: -1, probabilities: Float64Array.of(pLeft, stay, pRight) };
  let law: DisplacementLaw = { first: 0, probabilities: Float64Array.of(1) };
  let taken = 0;
  const binary = steps.toString(2);
  for (const bit of binary) {
    // What is cut from the law of `taken` steps counts steps / taken times in the end.
    taken *= 2;
    if (taken > 0) law = convolve(law, law, tailCut(taken, steps, binary.length));
    if (bit === "1") {
      taken += 1;
      law = convolve(law, one, tailCut(taken, steps, binary.length));
    }
  }
  return law;
}

/** Each of at most 2 `levels` products cuts two tails. */
function tailCut(taken: number, steps: number, levels: number): number {
  return ((negligible / (4 * levels)) * taken) / steps;
}

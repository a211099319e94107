import { multiply, subtract } from "../../autodiff/arithmetic.js";
import { slice } from "../../autodiff/blocks.js";
import { affine, square } from "../../autodiff/elementwise.js";
import { gatherColumns } from "../../autodiff/indices.js";
import { dense } from "../../autodiff/products.js";
import { sum } from "../../autodiff/reductions.js";
import type { Tape, Tensor } from "../../autodiff/tensor.js";
import type { StatesOnTape, Term } from "./families/family.js";
import type { LawOnTape } from "./laws/law.js";
import { checkObservable, recordObservable, type VirtualObservable } from "./observable.js";
import type { VirtualObservablesParameters } from "./parameters.js";
import { createRoll, type Roll } from "./roll.js";
import type { Snapshots } from "./snapshots.js";

/** The parts of the negative bound that are recorded once and evaluated in every step. */
export interface RecordedObjective {
  readonly terms: readonly Term[];
  /** Sum over pairs of |u_{t+1} - f(u_t)|^2, [1, 1]. */
  readonly squaredResidual: Tensor;
  /** 1 / sigma_r^2 in units of the mean share, [1, 1]: set before each step. */
  readonly precision: Tensor;
  readonly roll?: Roll | undefined;
}

/** -E[log p(counts | X)] up to a constant. */
function emissionTerms(
  tape: Tape,
  { bins, columns, counts, observed, walkers }: Snapshots,
  emission: VirtualObservablesParameters["emission"],
  states: StatesOnTape,
): Term[] {
  const seen = tape.input(bins, columns, counts);
  const terms: Term[] = [{ of: multiply(states.mean, seen), weight: -1 }];
  const complete = observed.every((flag) => flag === 1);
  const mask = () => tape.input(1, columns, observed);
  if (emission === "poisson") {
    // Expected walkers in a bin: walkers X.
    const expected = states.moments?.mean ?? states.draw;
    const of = complete ? expected : multiply(expected, mask());
    terms.push({ of, weight: walkers / bins });
  } else if (states.normaliser !== undefined) {
    const of = complete ? states.normaliser : multiply(states.normaliser, mask());
    terms.push({ of, weight: walkers });
  }
  return terms;
}

/** Columns of a draw that begin or end a step: a slice where they are consecutive, as they are unless sequences are ragged. */
function columnsOf(draw: Tensor, columns: Int32Array): Tensor {
  const consecutive = columns.every((column, i) => column === columns[0] + i);
  return consecutive
    ? slice(draw, { column: columns[0], columns: columns.length })
    : gatherColumns(draw, columns);
}

/** -E[log N(0 | c(X), sigma_c^2)] up to a constant. */
function observableTerms(
  tape: Tape,
  observables: readonly VirtualObservable[],
  states: StatesOnTape,
  before: Tensor,
  after: Tensor,
): Term[] {
  const bins = states.draw.rows;
  const shares = (u: Tensor) => affine(u, 1 / bins, 0);
  return observables.flatMap((observable): Term[] => {
    checkObservable(observable, bins);
    const { tolerance, linear, size } = observable;
    const weight = 1 / (2 * tolerance);
    if (linear !== undefined && states.moments !== undefined) {
      const { mean, variance } = states.moments;
      const weights = linear.weights.map((w) => -w / bins);
      const target = tape.input(size, 1, linear.target);
      const expected = dense(tape.input(size, bins, weights), mean, target);
      const squares = tape.input(
        size,
        bins,
        weights.map((w) => w * w),
      );
      return [
        { of: square(expected), weight },
        { of: dense(squares, variance), weight },
      ];
    }
    const c =
      observable.of === "step"
        ? recordObservable(observable, shares(before), shares(after))
        : recordObservable(observable, shares(states.draw));
    return [{ of: square(c), weight }];
  });
}

/**
 * The negative evidence lower bound (Kaltenbach & Koutsourelakis 2020, Eq. 14, for Eq. 9-13) of the states' posterior and
 * the law, up to a constant. Emission, entropy and linear constraints are in closed form where q has one; the transition takes
 * one draw.
 */
export function recordObjective(
  tape: Tape,
  snapshots: Snapshots,
  states: StatesOnTape,
  law: LawOnTape,
  observables: readonly VirtualObservable[],
  { emission, augment }: Pick<VirtualObservablesParameters, "emission" | "augment">,
): RecordedObjective {
  const before = columnsOf(states.draw, snapshots.from);
  const after = columnsOf(states.draw, snapshots.to);
  const roll = augment ? createRoll() : undefined;
  const seen = roll ? roll.apply(before) : before;
  const met = roll ? roll.apply(after) : after;
  const squaredResidual = sum(square(subtract(met, law.apply(seen))));
  const precision = tape.input(1, 1, Float64Array.of(1));
  return {
    terms: [
      ...emissionTerms(tape, snapshots, emission, states),
      { of: multiply(squaredResidual, precision), weight: 0.5 },
      ...observableTerms(tape, observables, states, before, after),
      ...states.negativeEntropy,
    ],
    squaredResidual,
    precision,
    roll,
  };
}

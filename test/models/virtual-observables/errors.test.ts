import { describe, expect, test } from "vitest";
import { isCoarsegrainError } from "../../../src/errors.js";
import { fit } from "../../../src/models/fit.js";
import type { Posterior } from "../../../src/models/model.js";
import { observableFromFunction } from "../../../src/models/virtual-observables/observables/function.js";
import {
  linearObservable,
  massObservable,
} from "../../../src/models/virtual-observables/observables/linear.js";
import { publishedForm } from "../../../src/models/virtual-observables/parameters.js";
import type { VirtualObservablesPosterior } from "../../../src/models/virtual-observables/posterior.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { smallData, smallSystem } from "./particles.js";

const data = await smallData(4, 3);
const quick = { ...publishedForm, steps: 20 };

/** The error that `run` ends with. */
async function errorOf(run: () => unknown) {
  try {
    await run();
  } catch (error) {
    if (isCoarsegrainError(error)) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

const withConstraint = (value: (x: Float64Array) => ArrayLike<number>, size = 1) =>
  virtualObservables(quick, {
    observables: [
      observableFromFunction({
        name: "own",
        size,
        tolerance: 1e-4,
        value,
        pullback: (x) => new Float64Array(x.length),
      }),
    ],
  });

describe("a fit refuses, saying what was expected and what came", () => {
  test.each([
    ["a tolerance of 0", () => virtualObservables({ tolerance: 0 }), /tolerance must be .*above 0/],
    [
      "a parameter it does not have",
      () => virtualObservables({ toleranse: 1 }),
      /Did you mean "tolerance"/,
    ],
    [
      "an unknown law",
      () => virtualObservables({ law: "deep" }),
      /one of flux, convolution, dense/,
    ],
    [
      "Poisson counts of states whose sum is fixed",
      () => virtualObservables({ walkers: "anew", emission: "poisson", states: "simplex" }),
      /lognormal where emission is poisson/,
    ],
    [
      "an encoder of full covariances",
      () => virtualObservables({ walkers: "anew", amortised: true, covariance: "full" }),
      /diagonal where amortised/,
    ],
    [
      "lognormal states of living walkers",
      () => virtualObservables({ states: "lognormal" }),
      /simplex where walkers is living/,
    ],
    ["a mass observed exactly", () => massObservable(10, 0), /positive, finite variance/],
    [
      "weights that are no rows of bins",
      () =>
        linearObservable({
          name: "uneven",
          weights: new Float64Array(7),
          target: new Float64Array(2),
          tolerance: 1,
        }),
      /weights for each of 2 values/,
    ],
    [
      "a constraint of another size",
      () =>
        fit(
          data,
          withConstraint(() => [1, 2]),
        ),
      /"own": expected 1 finite values; received 2 values/,
    ],
    [
      "a constraint that gives NaN",
      () =>
        fit(
          data,
          withConstraint(() => [Number.NaN]),
        ),
      /"own": expected 1 finite values; received NaN at index 0/,
    ],
    [
      "weights of another number of bins",
      () => fit(data, virtualObservables(quick, { observables: [massObservable(9, 1e-6)] })),
      /"mass": expected 1 x 10 weights/,
    ],
    [
      "sequences of one snapshot",
      async () =>
        fit(await simulate(smallSystem(1000), { sequences: 2, steps: 0 }), virtualObservables()),
      /a coarse step in each sequence/,
    ],
  ])("%s", async (_, run, message) => {
    expect((await errorOf(run)).message).toMatch(message);
  });
});

describe("a posterior refuses", () => {
  test("what it cannot forecast or infer", async () => {
    const posterior = await fit(data, virtualObservables({ network: "never" }));
    const request = { steps: 2, draws: 5, seed: 1 };
    const other = await simulate(smallSystem(20_000, 12), { sequences: 2, steps: 2 });
    const cases: readonly [() => unknown, RegExp][] = [
      [() => posterior.forecastTraining(9, request), /a sequence with an inferred state/],
      [() => posterior.infer(other), /20000 walkers on 10 bins/],
      [() => posterior.forecastObserved(data, 7, request), /a sequence of 0..3/],
      [() => posterior.states.sample(0, 9, 1, 0), /time must be an integer of 0..3/],
      [
        () => posterior.forecast(data.at(0), { ...request, constrained: true }),
        /constrained forecast: expected virtual observables/,
      ],
    ];
    for (const [run, message] of cases) expect((await errorOf(run)).message).toMatch(message);
  });
});

describe("training that fails or is stopped leaves the last good state", () => {
  test("where a gradient is not a number", async () => {
    let calls = 0;
    const observables = [
      observableFromFunction({
        name: "late",
        size: 1,
        tolerance: 1e-4,
        value: () => [0],
        pullback(x) {
          calls += 1;
          return new Float64Array(x.length).fill(calls > 16 * 40 ? Number.POSITIVE_INFINITY : 0);
        },
      }),
    ];
    const kept: Posterior[] = [];
    const error = await errorOf(() =>
      fit(data, virtualObservables({ ...quick, steps: 100, rateLaw: 1e30 }), {
        onCheckpoint: (posterior) => void kept.push(posterior),
      }),
    );
    expect(error.tag).toBe("NumericalFailure");
    expect(error.message).toMatch(
      /failed at step \d+: the gradient of parameter \w+ is not finite/,
    );
    const { law, converged } = kept.at(-1) as VirtualObservablesPosterior;
    expect(converged).toBe(false);
    for (const { values } of law.parameters) expect(values.every(Number.isFinite)).toBe(true);
    // A pullback that is not finite is caught where it is made.
    const own = await errorOf(() =>
      fit(data, virtualObservables({ ...quick, steps: 100 }, { observables })),
    );
    expect(own.message).toMatch(/"late": its pullback: expected 10 finite values/);
  });

  test("where the caller stops it", async () => {
    const controller = new AbortController();
    const kept: Posterior[] = [];
    const error = await errorOf(() =>
      fit(data, virtualObservables({ ...quick, steps: 5000 }), {
        signal: controller.signal,
        onProgress: ({ done }) => {
          if (done >= 100) controller.abort();
        },
        onCheckpoint: (posterior) => void kept.push(posterior),
      }),
    );
    expect(error.tag).toBe("Interrupted");
    expect(kept.at(-1)?.bound.length).toBeGreaterThanOrEqual(100);
  });
});

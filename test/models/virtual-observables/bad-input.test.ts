import { describe, expect, test } from "vitest";
import { Dataset } from "../../../src/dataset/dataset.js";
import { isCoarsegrainError } from "../../../src/errors.js";
import { fit } from "../../../src/models/fit.js";
import type { Posterior } from "../../../src/models/model.js";
import type { TransitionLaw } from "../../../src/models/virtual-observables/laws/law.js";
import type { VirtualObservable } from "../../../src/models/virtual-observables/observable.js";
import { observableFromFunction } from "../../../src/models/virtual-observables/observables/function.js";
import { linearObservable } from "../../../src/models/virtual-observables/observables/linear.js";
import type { VirtualObservablesPosterior } from "../../../src/models/virtual-observables/posterior.js";
import {
  virtualObservables,
  virtualObservablesModel,
} from "../../../src/models/virtual-observables/virtual-observables.js";
import type { Group } from "../../../src/store/group.js";
import { randomData } from "./problems.js";

const data = randomData({ lengths: [3, 4, 2, 4], gaps: [[1, 2]] });
const small = { reach: 2, hidden: 4, steps: 8 };
const anew = { ...small, walkers: "anew" };
const request = { steps: 2, draws: 3, seed: 0 };

/** The error that a promise or a function ends in. */
async function errorOf(attempt: () => unknown): Promise<Error> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}

async function expectError(tag: string, message: RegExp, attempt: () => unknown) {
  const error = await errorOf(attempt);
  expect(isCoarsegrainError(error) && error.tag, error.message).toBe(tag);
  expect(error.message).toMatch(message);
}

describe("parameters that cannot be are refused by name", () => {
  test.each([
    [{ reech: 3 }, "UnknownParameter", /"reech".*Did you mean "reach"/],
    [{ law: "deep" }, "InvalidParameter", /law must be .*flux/],
    [{ reach: 0 }, "InvalidParameter", /reach must be/],
    [{ reach: 2.5 }, "InvalidParameter", /reach must be/],
    [{ tolerance: 0 }, "InvalidParameter", /tolerance must be/],
    [{ equationTolerance: Number.NaN }, "InvalidParameter", /equationTolerance must be/],
    [{ noiseFloor: 0 }, "InvalidParameter", /noiseFloor must be/],
    [{ steps: 0 }, "InvalidParameter", /steps must be/],
    [{ precision: "float16" }, "InvalidParameter", /precision must be/],
    [
      { walkers: "anew", states: "simplex", emission: "poisson" },
      "InvalidParameter",
      /states must be lognormal where emission is poisson/,
    ],
    [
      { walkers: "anew", amortised: true, covariance: "full" },
      "InvalidParameter",
      /covariance must be diagonal where amortised/,
    ],
    [{ noise: "bayes" }, "InvalidParameter", /noise must be fixed or map where walkers is living/],
    [{ walkers: "anew", batch: 4 }, "InvalidParameter", /batch must be 0 where walkers is anew/],
    [{ states: "lognormal" }, "InvalidParameter", /states must be simplex where walkers is living/],
  ])("%o", async (given, tag, message) => {
    await expectError(tag, message, () => virtualObservables(given));
  });

  test.each([-1, 0.5, Number.NaN])("seed %d", async (seed) => {
    await expectError("InvalidParameter", /seed must be/, () =>
      fit(data, virtualObservables(anew), { seed }),
    );
  });
});

describe("data that say nothing of a step are refused", () => {
  test("one snapshot only", async () => {
    const { grid, walkers, provenance } = data;
    const counts = Uint32Array.from(data.countsAt(0, 0));
    const one = new Dataset({
      ...{ grid, walkers, provenance, counts, sequences: 1, time: Float64Array.of(0) },
    });
    for (const given of [small, anew]) {
      await expectError("InvalidData", /./, () => fit(one, virtualObservables(given)));
    }
  });

  test("sequences of which only the first snapshot was observed", async () => {
    const gaps = [0, 1].flatMap((i) => [1, 2].map((t) => [i, t] as const));
    const first = randomData({ lengths: [3, 3], gaps });
    for (const given of [small, anew]) {
      await expectError("InvalidData", /observed after its start/, () =>
        fit(first, virtualObservables(given)),
      );
    }
  });

  test("living walkers with gaps between all snapshots", async () => {
    const sparse = randomData({
      lengths: [3, 3],
      gaps: [
        [0, 1],
        [1, 1],
      ],
    });
    await expectError("InvalidData", /two observed snapshots one step apart/, () =>
      fit(sparse, virtualObservables(small)),
    );
    // With walkers=anew the states between are inferred.
    expect((await fit(sparse, virtualObservables(anew))).converged).toBe(true);
  });

  test("living walkers that were not seen at first", async () => {
    const late = randomData({ lengths: [3, 4], gaps: [[0, 0]] });
    await expectError("InvalidData", /sequence 0.*Leave the sequence out/, () =>
      fit(late, virtualObservables(small)),
    );
  });
});

describe("a virtual observable of one's own is refused", () => {
  const energy = { name: "energy", size: 1, tolerance: 1e-3 };
  const fitWith = (observable: VirtualObservable) =>
    fit(data, virtualObservables(anew, { observables: [observable] }));

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("of tolerance %d", async (tolerance) => {
    const value = () => [0];
    const pullback = (x: Float64Array) => x;
    await expectError("InvalidParameter", /tolerance of the virtual observable "energy"/, () =>
      observableFromFunction({ ...energy, tolerance, value, pullback }),
    );
    await expectError("InvalidParameter", /tolerance of the virtual observable "m"/, () =>
      linearObservable({
        ...{ name: "m", weights: new Float64Array(6), target: Float64Array.of(1), tolerance },
      }),
    );
    const plain = { ...energy, of: "state", tolerance, record: (x: never) => x } as const;
    await expectError("InvalidParameter", /tolerance/, () => fitWith(plain));
  });

  test("of another size than it declares", async () => {
    await expectError("InvalidData", /energy.*1 x .*received 6 x/, () =>
      fitWith({ ...energy, of: "state", record: (state) => state }),
    );
    await expectError("InvalidData", /energy.*received undefined/, () =>
      fitWith({ ...energy, of: "state", record: () => undefined as never }),
    );
    const two = { ...energy, value: () => [0, 1], pullback: (x: Float64Array) => x };
    await expectError("InvalidData", /"energy".*1 finite values.*received 2 values/, () =>
      fitWith(observableFromFunction(two)),
    );
    const short = { ...energy, value: () => [0], pullback: () => [1] };
    await expectError("InvalidData", /"energy": its pullback.*6 finite values/, () =>
      fitWith(observableFromFunction(short)),
    );
    await expectError("InvalidData", /weights for each of 2 values/, () =>
      linearObservable({
        ...{ name: "m", weights: new Float64Array(5), target: new Float64Array(2), tolerance: 1 },
      }),
    );
  });

  test("for other bins than there are", async () => {
    const weights = new Float64Array(7).fill(1);
    const target = Float64Array.of(1);
    const observable = linearObservable({ name: "mass of 7", weights, target, tolerance: 1 });
    for (const given of [anew, { ...anew, states: "lognormal" }]) {
      await expectError("InvalidData", /mass of 7/, () =>
        fit(data, virtualObservables(given, { observables: [observable] })),
      );
    }
  });

  test("that is not a number", async () => {
    const value = () => [Number.NaN];
    const nowhere = observableFromFunction({ ...energy, value, pullback: (x) => x });
    await expectError("InvalidData", /"energy".*NaN at index 0/, () => fitWith(nowhere));
  });
});

/** The law of a posterior with one weight replaced: a law that breaks. */
function brokenLaw({ law }: VirtualObservablesPosterior, value: number): TransitionLaw {
  return law.withValues(
    law.parameters.map(({ values, name }) =>
      name === "law_bias_1" ? values.map(() => value) : values,
    ),
  );
}

describe("training that leaves the finite numbers", () => {
  /** Finite until the given evaluation of its derivative. */
  function spoiltAfter(evaluations: number) {
    let left = evaluations;
    return observableFromFunction({
      ...{ name: "spoilt", size: 1, tolerance: 1 },
      value: (x) => [x[0]],
      // Finite, and yet beyond what a float32 can hold.
      pullback: (x, w) => x.map((_, j) => (j === 0 ? (left-- > 0 ? w[0] : 1e300) : 0)),
    });
  }

  test.each([
    [{ ...anew, steps: 700 }, "state_mean"],
    [{ ...anew, steps: 700, amortised: true }, "encoder_weight_1"],
    [{ ...small, steps: 700, law: "dense" }, "law_weight_1"],
  ])("names step and parameter, and hands over the last good law: %o", async (given, parameter) => {
    const kept: Posterior[] = [];
    const columns = 6 * 700;
    const model = virtualObservables(given, { observables: [spoiltAfter(columns)] });
    const error = await errorOf(() =>
      fit(data, model, {
        onCheckpoint: (posterior) => {
          kept.push(posterior);
        },
      }),
    );
    expect(isCoarsegrainError(error, "NumericalFailure"), error.message).toBe(true);
    expect(error.message).toMatch(
      new RegExp(`failed at step \\d+: .*${parameter} is not finite. Lower the learning rate`),
    );
    const last = kept.at(-1) as VirtualObservablesPosterior;
    expect(last.converged).toBe(false);
    for (const { values } of last.law.parameters) expect(values.every(Number.isFinite)).toBe(true);
    for (const values of [last.gaussian.mean, last.gaussian.logScale, last.bound]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
    const ensemble = await last.forecast(data.at(0), request);
    expect(ensemble.state?.every(Number.isFinite)).toBe(true);
  });

  test("says so of a law that is broken from the start", async () => {
    const dense = { ...small, law: "dense" };
    const law = brokenLaw(await fit(data, virtualObservables(dense)), 1e39);
    for (const walkers of ["anew", "living"]) {
      const attempt = () => fit(data, virtualObservables({ ...dense, walkers }, { law }));
      await expectError("NumericalFailure", /failed at step 0: the gradient of parameter/, attempt);
    }
  });
});

describe("states and forecasts", () => {
  test("of data of another kind are refused", async () => {
    const posterior = await fit(data, virtualObservables(anew));
    const others = [
      randomData({ lengths: [3], bins: 7 }),
      randomData({ lengths: [3], walkers: 200 }),
      new Dataset({ ...data, grid: { domain: [0, 1], bins: 6 } }),
      new Dataset({ ...data, time: data.time.map((t) => 2 * t) }),
    ];
    for (const other of others) {
      await expectError("InvalidData", /data to infer states of: expected 300 walkers/, () =>
        posterior.infer(other),
      );
    }
    for (const other of [others[0], others[2]]) {
      await expectError("InvalidData", /Bin the walkers as the model was trained/, () =>
        posterior.forecast(other.at(0), request),
      );
    }
  });

  test("of a sequence without any are refused", async () => {
    const blank = randomData({ lengths: [3, 4, 3], gaps: [0, 1, 2].map((t) => [2, t] as const) });
    for (const given of [small, anew]) {
      const posterior = await fit(blank, virtualObservables(given));
      await expectError("InvalidData", /sequence with an inferred state.*sequence 2/, () =>
        posterior.forecastTraining(2, request),
      );
      for (const sequence of [-1, 3, 0.5]) {
        await expectError("InvalidData", /inferred state/, () =>
          posterior.forecastTraining(sequence, request),
        );
      }
      for (const [sequence, time] of [
        [2, 0],
        [0, 3],
        [3, 0],
        [0, -1],
      ]) {
        await expectError("InvalidParameter", /must be an integer of/, () =>
          posterior.states.sample(sequence, time, 2, 0),
        );
      }
      expect(posterior.states.mean.subarray(2 * 4 * 6).every(Number.isNaN)).toBe(true);
    }
  });

  test.each([{ steps: 0 }, { draws: 0 }, { seed: -1 }, { steps: 1.5 }])(
    "of %o are refused",
    async (change) => {
      const posterior = await fit(data, virtualObservables(anew));
      const wrong = { ...request, ...change };
      await expectError("InvalidParameter", /must be/, () => posterior.forecast(data.at(0), wrong));
      await expectError("InvalidParameter", /must be/, () => posterior.forecastTraining(0, wrong));
    },
  );

  test("that are interrupted say so", async () => {
    const energy = observableFromFunction({
      ...{ name: "energy", size: 1, tolerance: 1e-3 },
      value: (x) => [x.reduce((sum, v) => sum + v * v, -0.2)],
      pullback: (x, [w]) => x.map((v) => 2 * w * v),
    });
    const posterior = await fit(data, virtualObservables(anew, { observables: [energy] }));
    const signal = AbortSignal.abort();
    const attempts = [
      () => posterior.infer(data, { signal }),
      () => posterior.forecast(data.at(0), { ...request, signal }),
      () => posterior.forecast(data.at(0), { ...request, constrained: true, signal }),
    ];
    for (const attempt of attempts) await expectError("Interrupted", /Interrupted/, attempt);
  });

  test("that are constrained by nothing are refused", async () => {
    const free = await fit(data, virtualObservables(anew));
    await expectError("InvalidData", /virtual observables.*Forecast without constraints/, () =>
      free.forecast(data.at(0), { ...request, constrained: true }),
    );
  });
});

describe("a posterior that was damaged on disk is refused", () => {
  test.each([small, { ...small, network: "always" }, { ...anew, amortised: true }])(
    "%o",
    async (given) => {
      const group = (await fit(data, virtualObservables(given))).toGroup();
      const broken: Group[] = [
        { attributes: {}, variables: {}, groups: {} },
        { ...group, groups: {} },
      ];
      for (const part of ["law", "variational", "sample_stats"]) {
        const { variables } = group.groups[part];
        for (const name of Object.keys(variables)) {
          const { [name]: lost, ...without } = variables;
          const longer = new Float64Array(lost.values.length + 1);
          const others =
            name === "bound"
              ? [without]
              : [without, { ...variables, [name]: { ...lost, values: longer } }];
          const optional = ["flux_mean", "flux_lifted"].includes(name);
          for (const changed of optional ? others.slice(1) : others) {
            broken.push({
              ...group,
              groups: { ...group.groups, [part]: { ...group.groups[part], variables: changed } },
            });
          }
        }
      }
      const header = group.attributes.coarsegrain as { readonly [key: string]: never };
      for (const damage of [
        { noise: null },
        { noise_shape: "x" },
        { fingerprint: null },
        { bins: 0 },
        { bins: 7 },
        { model: "sparse-bayes" },
        { model_parameters: { law: "none" } },
        { model_parameters: null },
      ]) {
        broken.push({ ...group, attributes: { coarsegrain: { ...header, ...damage } } as never });
      }
      for (const bad of broken) {
        const error = await errorOf(() => virtualObservablesModel.fromGroup(bad));
        expect(isCoarsegrainError(error), String(error)).toBe(true);
      }
    },
  );
});

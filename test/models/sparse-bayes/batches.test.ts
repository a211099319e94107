import { describe, expect, test } from "vitest";
import type { Dataset } from "../../../src/dataset/dataset.js";
import { selectSequences } from "../../../src/dataset/select.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { fit } from "../../../src/models/fit.js";
import { keepFeatures } from "../../../src/models/sparse-bayes/active.js";
import { infer, initialState } from "../../../src/models/sparse-bayes/infer.js";
import type { SparseBayesPosterior } from "../../../src/models/sparse-bayes/posterior.js";
import { createProblem } from "../../../src/models/sparse-bayes/problem.js";
import { reviveFeatures } from "../../../src/models/sparse-bayes/revive.js";
import { sparseBayes, sparseBayesModel } from "../../../src/models/sparse-bayes/sparse-bayes.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { synthetic } from "../../../src/simulate/synthetic.js";

const part = (data: Dataset, from: number, to: number) =>
  selectSequences(
    data,
    Array.from({ length: to - from }, (_, i) => from + i),
  );

/** The active coefficients; of equal products the one whose offsets rise. */
function lawOf({ coefficients }: SparseBayesPosterior) {
  const law = new Map<string, { mean: number; sd: number }>();
  for (const { name, mean, sd, active } of coefficients) {
    const key = name.slice(2).split(",").map(Number);
    if (active) law.set(key.sort((a, b) => a - b).join(), { mean, sd });
  }
  return law;
}

/** How far two laws are apart, in standard deviations; throws unless they have the same terms. */
function distance(a: SparseBayesPosterior, b: SparseBayesPosterior): number {
  const [one, two] = [lawOf(a), lawOf(b)];
  expect([...two.keys()].sort()).toEqual([...one.keys()].sort());
  return Math.max(
    ...Array.from(one, ([name, { mean, sd }]) => {
      return Math.abs(mean - (two.get(name)?.mean ?? 0)) / sd;
    }),
  );
}

describe("a fit that goes on from a posterior of earlier data", () => {
  test.each([
    { name: "synthetic", system: synthetic({ noise: 0.05 }), range: 2, sequences: 64, parts: 2 },
    {
      name: "advection-diffusion",
      system: advectionDiffusion(),
      range: 6,
      sequences: 128,
      parts: 4,
    },
  ])(
    "ends where a fit of all of them does: $name, $parts batches",
    async ({ system, range, sequences, parts }) => {
      const data = await simulate(system, { sequences, seed: 3 });
      const model = sparseBayes({ range });
      const whole = await fit(data, model);
      let posterior: SparseBayesPosterior | undefined;
      for (let k = 0; k < parts; k++) {
        const batch = part(data, (k * sequences) / parts, ((k + 1) * sequences) / parts);
        posterior = await fit(batch, model, posterior && { prior: posterior });
      }
      expect(distance(whole, posterior as SparseBayesPosterior)).toBeLessThan(0.2);
      for (const [name, { sd }] of lawOf(whole)) {
        const other = lawOf(posterior as SparseBayesPosterior).get(name)?.sd ?? 0;
        expect(Math.abs(other / sd - 1)).toBeLessThan(0.1);
      }
    },
  );

  test("goes on from a saved one alike", async () => {
    const data = await simulate(synthetic({ noise: 0.05 }), { sequences: 24, seed: 1 });
    const model = sparseBayes({ range: 1, pairs: "unordered" });
    const first = await fit(part(data, 0, 12), model);
    const loaded = await sparseBayesModel.fromGroup(first.toGroup());
    const [one, two] = await Promise.all(
      [first, loaded].map((prior) => fit(part(data, 12, 24), model, { prior })),
    );
    expect(two.coefficients).toEqual(one.coefficients);
    expect(two.bound).toEqual(one.bound);
  });

  test("needs the same features, and one precision for all bins", async () => {
    const data = await simulate(synthetic({ noise: 0.05 }), { sequences: 12, seed: 1 });
    const prior = await fit(data, sparseBayes({ range: 1, order: 1 }));
    await expect(fit(data, sparseBayes({ range: 0, order: 1 }), { prior })).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringMatching(/prior.*same features/),
    });
    const perBin = sparseBayes({ range: 1, order: 1, precision: "per-bin" });
    await expect(fit(data, perBin, { prior })).rejects.toMatchObject({ tag: "InvalidParameter" });
  });
});

test("sequences brought in by batches give the law of all at once, in fewer iterations of all", async () => {
  const data = await simulate(synthetic(), { sequences: 300, seed: 2 });
  const [batches, atOnce] = await Promise.all(
    [32, 0].map((batch) => fit(data, sparseBayes({ range: 2, batch }))),
  );
  expect(distance(atOnce, batches)).toBeLessThan(0.02);
  expect(Math.abs((batches.bound.at(-1) ?? 0) - (atOnce.bound.at(-1) ?? 0))).toBeLessThan(0.1);
  expect(batches.bound.length).toBeLessThan(atOnce.bound.length / 2);
});

test("features that left the law come back if the data ask for them, and no others", async () => {
  const data = await simulate(synthetic({ noise: 0.05 }), { sequences: 64, seed: 4 });
  const { parameters } = sparseBayes({ range: 2 });
  const problem = createProblem(await instantiateKernel(), data, parameters, 0);
  const from = initialState(problem);
  const names = (state: typeof from) => Array.from(state.active, (l) => problem.features[l].name);
  // The law without its products.
  keepFeatures(
    from,
    from.active.filter((l) => ["m=-1", "m=1"].includes(problem.features[l].name)),
  );
  const poor = await infer({ ...problem, parameters: { ...parameters, eliminate: 0 } }, from);
  expect(names(poor)).toEqual(["m=-1", "m=1"]);
  expect(reviveFeatures(problem, poor)).toBe(true);
  expect(names(poor)).toEqual(expect.arrayContaining(["m=-1", "m=1", "m=-1,-1", "m=1,1"]));
  poor.converged = false;
  const rich = await infer(problem, poor);
  expect(names(rich)).toEqual(["m=-1", "m=1", "m=-1,-1", "m=1,1"]);
  expect(reviveFeatures(problem, rich)).toBe(false);
});

import { describe, expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { choosePenalty } from "../../../src/models/lasso/cross-validate.js";
import { descend, descentFrom } from "../../../src/models/lasso/descend.js";
import { lasso } from "../../../src/models/lasso/lasso.js";
import { largestDifference } from "../../oracle/linear-algebra.js";
import { noiseFrom } from "../../oracle/noise.js";
import { paperLaw, syntheticData } from "../sparse-bayes/synthetic.js";

/** Equations of `size` standardised, correlated terms. */
function equations(size: number, seed: number) {
  const noise = noiseFrom(seed);
  const rows = 40;
  const x = noise
    .normals(rows * size)
    .map((value, i, all) => value + (i > 0 ? 0.7 * all[i - 1] : 0));
  const y = noise.normals(rows);
  const gram = new Float64Array(size * size);
  const moments = new Float64Array(size);
  for (let r = 0; r < rows; r++) {
    for (let a = 0; a < size; a++) {
      moments[a] += (x[r * size + a] * y[r]) / rows;
      for (let b = 0; b < size; b++) {
        gram[a * size + b] += (x[r * size + a] * x[r * size + b]) / rows;
      }
    }
  }
  return { size, gram, moments };
}

describe("coordinate descent", () => {
  test("ends where the subgradient vanishes", () => {
    const given = equations(8, 1);
    for (const penalty of [0.3, 0.1, 0.02]) {
      const descent = descentFrom(given);
      expect(descend(given, descent, penalty, 1e-12, 10_000)).toBe(true);
      const { beta, gradient } = descent;
      const fresh = given.moments.map((m, a) =>
        beta.reduce((sum, b, l) => sum - given.gram[a * 8 + l] * b, m),
      );
      expect(largestDifference(gradient, fresh)).toBeLessThan(1e-12);
      fresh.forEach((g, a) => {
        if (beta[a] === 0) expect(Math.abs(g)).toBeLessThanOrEqual(penalty);
        else expect(g).toBeCloseTo(penalty * Math.sign(beta[a]), 10);
      });
    }
  });

  test("soft-thresholds where terms are orthogonal", () => {
    const moments = Float64Array.of(0.5, -0.3, 0.05);
    const given = { size: 3, gram: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), moments };
    const descent = descentFrom(given);
    descend(given, descent, 0.1, 1e-12, 100);
    expect(largestDifference(descent.beta, [0.4, -0.2, 0])).toBeLessThan(1e-15);
  });

  test("says that it has not come to rest", () => {
    const given = equations(8, 2);
    expect(descend(given, descentFrom(given), 0.001, 1e-14, 2)).toBe(false);
  });
});

test("chooses the least error, or the largest penalty within a standard error of it", () => {
  const validation = {
    error: Float64Array.of(5, 2.4, 2.1, 2, 2.2),
    standardError: Float64Array.of(1, 0.5, 0.5, 0.45, 0.5),
  };
  expect(choosePenalty(validation, "minimum")).toBe(3);
  expect(choosePenalty(validation, "one-standard-error")).toBe(1);
});

test("keeps fewer terms by the rule of one standard error, and shrinks them", async () => {
  const kernel = await instantiateKernel();
  const data = syntheticData(kernel, { law: paperLaw, sequences: 32, seed: 6 });
  const fitted = (rule: string) => lasso({ range: 2, pairs: "unordered", rule }).fit(data);
  const [minimum, sparse] = [await fitted("minimum"), await fitted("one-standard-error")];
  const active = ({ coefficients }: typeof minimum) => coefficients.filter((c) => c.active);
  const size = (one: typeof minimum) => active(one).reduce((sum, c) => sum + Math.abs(c.mean), 0);
  expect(active(sparse).length).toBeLessThan(active(minimum).length);
  expect(size(sparse)).toBeLessThan(size(minimum));
  expect(active(sparse).every(({ sd }) => Number.isNaN(sd))).toBe(true);
});

test("stops with Interrupted when told, and shows its folds", async () => {
  const kernel = await instantiateKernel();
  const data = syntheticData(kernel, { law: paperLaw, sequences: 32, seed: 6 });
  const stop = new AbortController();
  const seen: number[] = [];
  const run = lasso({ range: 2 }).fit(data, {
    signal: stop.signal,
    onProgress: ({ done, total }) => {
      expect(total).toBe(10);
      seen.push(done);
      if (done === 3) stop.abort();
    },
  });
  await expect(run).rejects.toMatchObject({ tag: "Interrupted" });
  expect(seen).toEqual([1, 2, 3]);
});

import { expect, test } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { leastSquares } from "../../../src/models/least-squares/least-squares.js";
import { stlsq } from "../../../src/models/stlsq/stlsq.js";
import { paperLaw, syntheticData } from "../sparse-bayes/synthetic.js";

const kernel = await instantiateKernel();
const data = syntheticData(kernel, { law: paperLaw, sequences: 32, seed: 6 });
const library = { range: 2, pairs: "unordered" };

test("fits the terms that are left as least squares on them alone does", async () => {
  const { coefficients } = await stlsq(library).fit(data);
  const alone = await leastSquares({ features: [[-1], [1], [-1, -1], [1, 1]] }).fit(data);
  const active = coefficients.filter((coefficient) => coefficient.active);
  expect(active).toEqual(alone.coefficients);
});

test("with threshold 0 is least squares", async () => {
  const { coefficients } = await stlsq({ ...library, threshold: 0 }).fit(data);
  expect(coefficients).toEqual((await leastSquares(library).fit(data)).coefficients);
});

test("a ridge shrinks the coefficients", async () => {
  const size = async (ridge: number) => {
    const { coefficients } = await stlsq({ ...library, threshold: 0, ridge }).fit(data);
    return coefficients.reduce((sum, { mean }) => sum + mean * mean, 0);
  };
  const sizes = await Promise.all([0, 10, 100, 1e6].map(size));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(sizes[3]).toBeLessThan(1e-3 * sizes[0]);
});

test("says that it has not come to rest, and that nothing is left", async () => {
  expect((await stlsq({ ...library, iterations: 1 }).fit(data)).converged).toBe(false);
  await expect(stlsq({ ...library, threshold: 3 }).fit(data)).rejects.toMatchObject({
    tag: "NumericalFailure",
    message: expect.stringMatching(/threshold 3\. Lower/),
  });
});

import { expect, test } from "vitest";
import { createTape } from "../../../src/autodiff/tape.js";
import { Dataset } from "../../../src/dataset/dataset.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { fillNormal, openStream } from "../../../src/kernel/random.js";
import { fit } from "../../../src/models/fit.js";
import { lognormalNormaliser } from "../../../src/models/virtual-observables/families/normaliser.js";
import { virtualObservables } from "../../../src/models/virtual-observables/virtual-observables.js";

const kernel = await instantiateKernel();
const network = await instantiateNetworkKernel();

test("E[logsumexp] of independent bins is that of a million draws", () => {
  const mean = [0.4, -0.3, 0.1, 0];
  for (const deviation of [0.05, 0.3]) {
    const tape = createTape(network, { precision: "float64" });
    const variance = tape.input(4, 1, new Float64Array(4).fill(deviation * deviation));
    const result = lognormalNormaliser(tape.input(4, 1, mean), variance);
    tape.run();
    const draws = 250_000;
    const z = kernel.arena.f64(4 * draws);
    fillNormal(kernel, openStream(kernel, 11), z);
    let sum = 0;
    let squares = 0;
    for (let d = 0; d < draws; d++) {
      let total = 0;
      for (let j = 0; j < 4; j++) total += Math.exp(mean[j] + deviation * z.view[4 * d + j]);
      const lse = Math.log(total);
      sum += lse;
      squares += lse * lse;
    }
    const sampled = sum / draws;
    const error = Math.sqrt((squares / draws - sampled * sampled) / draws);
    expect(Math.abs(result.value[0] - sampled)).toBeLessThan(4 * error + 1e-5);
  }
});

/**
 * Shares of walkers of one snapshot that no step says anything of: a Dirichlet posterior under a flat prior. Independent y_j have
 * the variance 1 / (n rho (1 - rho)), which is too large by 1 / (1 - rho): at shares of 1/12, 5 % in the width.
 */
test("the simplex posterior of one snapshot is nearly the exact one", async () => {
  const bins = 12;
  const walkers = 4000;
  const counts = Uint32Array.of(400, 380, 360, 350, 340, 330, 330, 320, 310, 300, 300, 280);
  const data = new Dataset({
    grid: { domain: [0, 1], bins },
    time: Float64Array.of(0, 1),
    sequences: 1,
    walkers,
    counts: Uint32Array.from([...counts, ...counts]),
    provenance: { version: "0", command: "", name: "test", parameters: {}, seed: 0 },
  });
  const form = { walkers: "anew", reach: 1, noise: "fixed", noiseLevel: 100, steps: 3000 };
  const { states } = await fit(data, virtualObservables({ ...form, network: "never" }));
  const { lower, upper } = states.interval(0.95);
  let widths = 0;
  for (let j = 0; j < bins; j++) {
    const alpha = counts[j] + 1;
    const total = walkers + bins;
    const mean = alpha / total;
    const sd = Math.sqrt((mean * (1 - mean)) / (total + 1));
    expect(Math.abs(states.mean[j] - mean)).toBeLessThan(0.15 * sd);
    widths += (upper[j] - lower[j]) / (2 * 1.96 * sd);
  }
  // Mean over the bins, whose 1000 draws leave it a standard error of 1 %.
  expect(widths / bins).toBeGreaterThan(1.01);
  expect(widths / bins).toBeLessThan(1.08);
});

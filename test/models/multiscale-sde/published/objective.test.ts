import { describe, expect, it } from "vitest";
import { createTape } from "../../../../src/autodiff/tape.js";
import { instantiateNetworkKernel } from "../../../../src/kernel/network/load.js";
import { recordObjective } from "../../../../src/models/multiscale-sde/objective.js";
import { kernelInterpolation } from "../../../../src/models/multiscale-sde/published/interpolation.js";
import { tapLayout } from "../../../../src/models/multiscale-sde/published/layout.js";
import { recordWindows } from "../../../../src/models/multiscale-sde/published/windows.js";
import { gradientErrors } from "../../../oracle/central-differences.js";

const network = await instantiateNetworkKernel();

/** A whole step of training on fields that are nothing but numbers. */
function recordStep(
  periodic: boolean,
  micro: number,
  precision: "float32" | "float64" = "float64",
) {
  const [points, times, sequences] = [15, 9, 2];
  const grid = { domain: [[0, 1]] as const, points: [points], periodic };
  const layout = tapLayout(grid, 5, 0);
  const parts = { layout, micro, nonlinear: true, mean: 0, scale: 1, residual: 0.5, rate: 2 };
  const fields = Float32Array.from({ length: sequences * times * points }, (_, i) =>
    Math.sin(0.37 * i + 0.01 * i * i),
  );
  const table = { sequences, times, timeStep: 0.1, stride: 2, fields };
  const tape = createTape(network, { precision, seed: 3 });
  const batch = recordWindows(tape, parts, table, kernelInterpolation(4, 3), 20);
  const recorded = recordObjective(tape, { ...batch, weight: 0.3 });
  recorded.precision.set([2.5]);
  recorded.warmth.set([0.7]);
  const objective = tape.minimise(recorded.terms);
  // A large s lets the gradients of what it multiplies be seen; different precisions those of the product of experts.
  for (const { name, value } of tape.parameters) {
    if (name === "log_scale") value.fill(-1);
    if (name.endsWith("log_precision")) {
      value.forEach((_, i) => {
        value[i] = 0.5 * Math.cos(2 * i + name.length);
      });
    }
  }
  return { tape, batch, objective, table, points };
}

describe.each([
  ["on a ring", true, 2],
  ["between ends", false, 2],
  ["without a microscale", true, 0],
])("a step of training %s", (_, periodic, micro) => {
  it("has the gradients of central differences, the encoder's and the kernel's among them", () => {
    const { tape, batch, objective } = recordStep(periodic, micro);
    batch.fill((count) => Float64Array.from({ length: count }, (_, i) => (0.3 + 0.4 * i) % 1));
    const names = tape.parameters.map(({ name }) => name);
    expect(names).toContain("kernel");
    if (micro > 0) expect(names).toContain("encoder.weight0");
    const options = { step: 2e-3, looked: 30 };
    for (const { name, difference, size } of gradientErrors(objective, tape.parameters, options)) {
      expect(size, name).toBeGreaterThan(1e-6);
      expect(difference / size, name).toBeLessThan(1e-6);
    }
  });
});

it("a batch is made of windows of the trajectories, each from where the uniforms say", () => {
  const { batch, table, points } = recordStep(true, 2);
  batch.fill(() => [0.99, 0, 0, 0.999]);
  const { columns, value } = batch.observed;
  expect(columns).toBe(8);
  for (let t = 0; t < 4; t++) {
    for (let x = 0; x < points; x++) {
      expect(value[x * columns + t]).toBe(table.fields[(9 + 2 * t) * points + x]);
      expect(value[x * columns + 4 + t]).toBe(table.fields[(2 + 2 * t) * points + x]);
    }
  }
});

it("the likelihood of a decoder with precisions is that of normals, a constant apart", () => {
  const tape = createTape(network, { precision: "float64", seed: 3 });
  const [q, n] = [3, 2];
  const decoded = [1, -2, 0.5];
  const relative = [0.5, 3, 1.7];
  const observed = Float64Array.of(0.1, 2, 1, -1, 0.3, 0.4);
  const zeros = tape.input(1, n);
  const recorded = recordObjective(tape, {
    latent: {
      apply: () => ({
        drift: tape.input(1, 2 * n),
        decoded: tape.input(
          q,
          2 * n,
          Float64Array.from({ length: 2 * n * q }, (_, i) => decoded[Math.floor(i / (2 * n))]),
        ),
        precision: tape.parameter("precision", q, 1, relative),
      }),
    },
    posterior: { mean: zeros, rate: zeros, logScale: tape.input(1, 1) },
    logDispersion: tape.input(1, 1),
    observed: tape.input(q, n, observed),
    weight: 0,
  });
  recorded.precision.set([2.5]);
  let expected = 0;
  for (let x = 0; x < q; x++) {
    for (let t = 0; t < n; t++) {
      const off = observed[x * n + t] - decoded[x];
      expected += (0.5 * 2.5 * relative[x] * off * off - 0.5 * Math.log(relative[x])) / n;
    }
  }
  expect(tape.minimise(recorded.terms).evaluate()).toBeCloseTo(expected, 10);
});

import { describe, expect, it } from "vitest";
import { denseNetwork } from "../../../src/autodiff/dense-network.js";
import { silu } from "../../../src/autodiff/elementwise.js";
import { createTape } from "../../../src/autodiff/tape.js";
import type { Parameter, Tape } from "../../../src/autodiff/tensor.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { recordObjective } from "../../../src/models/multiscale-sde/objective.js";

const network = await instantiateNetworkKernel();
const [d, q, n] = [3, 4, 5];

const wave = (rows: number, phase: number) =>
  Float64Array.from({ length: rows * n }, (_, i) => Math.sin(1.7 * i + phase));

/** An objective whose every part is learned, so that all of it is seen by the gradients. */
function record(tape: Tape, varying: boolean) {
  const width = varying ? n : 1;
  const drift = denseNetwork(tape, "drift", { widths: [d, 6, d], activation: silu });
  const decoder = denseNetwork(tape, "decoder", { widths: [d, 6, q], activation: silu });
  const parts = {
    mean: tape.parameter("mean", d, n, wave(d, 0)),
    rate: tape.parameter("rate", d, n, wave(d, 1)),
    logScale: tape.parameter("logScale", d, width, wave(d, 2).subarray(0, d * width)),
    logVarianceRate: varying ? tape.parameter("logVarianceRate", d, n, wave(d, 3)) : undefined,
    logDispersion: tape.parameter("logDispersion", d, 1, wave(d, 4).subarray(0, d)),
  };
  const observed = tape.input(q, n, wave(q, 5));
  const recorded = recordObjective(tape, {
    latent: { apply: (z) => ({ drift: drift.apply(z), decoded: decoder.apply(z) }) },
    posterior: parts,
    logDispersion: parts.logDispersion,
    observed,
    weight: 0.3,
  });
  recorded.precision.set([2.5]);
  recorded.warmth.set([0.7]);
  return { ...recorded, drift, decoder, parts, observed, objective: tape.minimise(recorded.terms) };
}

describe.each([
  ["constant", false],
  ["varying", true],
])("the objective with a %s scale of the posterior", (_, varying) => {
  it("is the formula, summed slowly", () => {
    const tape = createTape(network, { precision: "float64", seed: 3 });
    const { parts, observed, objective, drift, decoder } = record(tape, varying);
    const received = objective.evaluate();
    // The same draws: the first noise of the tape.
    const eps = createTape(network, { precision: "float64", seed: 3 }).noise(d, n).value.slice();
    let expected = 0;
    for (const sign of [1, -1]) {
      for (let t = 0; t < n; t++) {
        const scaleAt = (i: number) => Math.exp(parts.logScale.value[varying ? i * n + t : i]);
        const z = Float64Array.from({ length: d }, (_, i) => {
          return parts.mean.value[i * n + t] + sign * scaleAt(i) * eps[i * n + t];
        });
        const point = createTape(network, { precision: "float64", seed: 3 });
        const copy = record(point, varying);
        for (const [i, parameter] of tape.parameters.entries()) {
          point.parameters[i].set(parameter.value);
        }
        const input = point.input(d, 1, z);
        const f = copy.drift.apply(input);
        const u = copy.decoder.apply(input);
        point.run();
        for (let k = 0; k < q; k++) {
          expected += (2.5 / 2) * (observed.value[k * n + t] - u.value[k]) ** 2;
        }
        for (let i = 0; i < d; i++) {
          const psi = Math.exp(parts.logDispersion.value[i]);
          const rate = varying ? (parts.logVarianceRate?.value[i * n + t] ?? 0) : 0;
          const b = 0.5 * (psi ** 2 / scaleAt(i) ** 2 - rate);
          const m = parts.mean.value[i * n + t];
          const mismatch = (b * (m - z[i]) + parts.rate.value[i * n + t] - f.value[i]) / psi;
          expected += ((0.3 * 0.7) / 2) * mismatch ** 2;
        }
      }
    }
    expect(drift.parameters.length + decoder.parameters.length).toBe(8);
    expect(received).toBeCloseTo(expected / (2 * n), 9);
  });

  it("has the gradients of central differences", () => {
    const tape = createTape(network, { precision: "float64", seed: 3 });
    const { objective } = record(tape, varying);
    objective.differentiate();
    const gradients = tape.parameters.map(({ gradient }) => gradient.slice());
    const h = 2e-3;
    tape.parameters.forEach((parameter: Parameter, k) => {
      let [difference, size] = [0, 1e-300];
      for (let i = 0; i < parameter.value.length; i++) {
        const x = parameter.value[i];
        const at = (shift: number) => {
          parameter.value[i] = x + shift * h;
          const y = objective.evaluate();
          parameter.value[i] = x;
          return y;
        };
        const central = (j: number) => at(j) - at(-j);
        const numeric = (45 * central(1) - 9 * central(2) + central(3)) / (60 * h);
        difference += (gradients[k][i] - numeric) ** 2;
        size += numeric ** 2;
      }
      expect(Math.sqrt(difference / size)).toBeLessThan(1e-6);
    });
  });
});

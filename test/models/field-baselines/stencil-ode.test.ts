import { expect, it } from "vitest";
import { createTape } from "../../../src/autodiff/tape.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { findFieldModel } from "../../../src/models/field-registry.js";
import { stencilModel } from "../../../src/models/stencil-ode/model.js";
import { burgersField2d } from "../../../src/simulate/fields/burgers-2d-field.js";
import { simulateFields } from "../../../src/simulate/fields/simulate.js";
import { waves } from "../multiscale-sde/waves.js";

it("moves averages by fluxes alone, the same in every cell", async () => {
  const cells = 12;
  const network = await instantiateNetworkKernel();
  const tape = createTape(network, { precision: "float64", seed: 1 });
  const latent = stencilModel({ cells, mean: 0, scale: 1, fluxScale: 2 }).declare(tape);
  const state = Float64Array.from({ length: cells }, (_, i) => Math.sin(i) + 0.1 * i);
  const by = 5;
  const rolled = state.map((_, i) => state[(i + by) % cells]);
  const both = Float64Array.from({ length: 2 * cells }, (_, i) =>
    i % 2 === 0 ? state[i >> 1] : rolled[i >> 1],
  );
  const { drift } = latent.apply(tape.input(cells, 2, both));
  tape.run();
  const at = (cell: number, column: number) => drift.value[2 * cell + column];
  let [sum, size] = [0, 0];
  for (let i = 0; i < cells; i++) {
    sum += at(i, 0);
    size += Math.abs(at(i, 0));
    expect(at(i, 1)).toBeCloseTo(at((i + by) % cells, 0), 12);
  }
  expect(size).toBeGreaterThan(0.1);
  expect(Math.abs(sum)).toBeLessThan(1e-12 * size);
});

it.each([
  [
    "a square",
    () => simulateFields(burgersField2d({ points: 16, steps: 30 }), { sequences: 3 }),
    {},
    "periodic",
  ],
  ["cells that do not divide the points", () => waves(), { cells: 11 }, "cells"],
])("refuses %s", async (_, source, given, text) => {
  await expect(findFieldModel("stencil-ode").configure(given).fit(source())).rejects.toThrow(text);
});

import { describe, expect, it } from "vitest";
import { createTape } from "../../../src/autodiff/tape.js";
import type { Objective, Tape } from "../../../src/autodiff/tensor.js";
import { FieldDataset } from "../../../src/dataset/field-dataset.js";
import { isCoarsegrainError } from "../../../src/errors.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { recordSnapshots } from "../../../src/models/multiscale-sde/equivariant/batches.js";
import { prepareEquivariant } from "../../../src/models/multiscale-sde/equivariant/prepare.js";
import { recordStretches } from "../../../src/models/multiscale-sde/equivariant/stretches.js";
import { latentEvaluator } from "../../../src/models/multiscale-sde/evaluate.js";
import {
  multiscaleFromGroup,
  multiscaleSde,
} from "../../../src/models/multiscale-sde/multiscale-sde.js";
import { recordObjective } from "../../../src/models/multiscale-sde/objective.js";
import type { MultiscalePosterior } from "../../../src/models/multiscale-sde/posterior.js";
import { pushForward, recordPushforward } from "../../../src/models/multiscale-sde/pushforward.js";
import { gradientErrors } from "../../oracle/central-differences.js";
import { waves } from "./waves.js";

const data = waves();
const [points, cells] = [60, 10];
const small = {
  ...{ form: "equivariant", cells, micro: 1, steps: 300, batch: 16, warmUp: 20 },
  pushforward: 30,
};
const posterior = await multiscaleSde(small).fit(data, { seed: 1 });
const network = await instantiateNetworkKernel();
const prepared = await prepareEquivariant(
  network,
  data,
  [0, 1, 2],
  { cells, micro: 1, nonlinear: true, window: 21, degree: 3 },
  {},
);

/** Moves the parameters off the values at which last layers of zeros hide the layers below. */
function disturb(tape: Tape, by: number): void {
  for (const { value } of tape.parameters) {
    value.forEach((x, i) => {
      value[i] = x + by * Math.cos(7 * i + value.length);
    });
  }
}

function checkGradients(tape: Tape, objective: Objective, by: number, step: number): void {
  disturb(tape, by);
  const options = { step, looked: 8 };
  for (const { name, difference, size } of gradientErrors(objective, tape.parameters, options)) {
    expect(size, name).toBeGreaterThan(1e-6);
    expect(difference / size, name).toBeLessThan(1e-5);
  }
}

const uniforms = (count: number) =>
  Float64Array.from({ length: count }, (_, i) => ((i * 0.618 + 0.1) % 1) * 0.999);

describe("the equivariant form", () => {
  it("is what a ring in one dimension gets by default, with averages and local numbers of each cell", async () => {
    const made = await multiscaleSde({
      ...small,
      form: "auto",
      steps: 2,
      pushforward: 0,
      validation: 0,
    }).fit(data);
    expect(made.form).toBe("equivariant");
    expect(made.dimension).toBe(2 * cells);
  });

  it("treats all cells alike: a rolled field has a rolled forecast", async () => {
    const field = data.field.slice(0, points);
    const by = 3 * (points / cells);
    const rolled = Float32Array.from(field, (_, x) => field[(x + points - by) % points]);
    const request = { times: Float64Array.of(0.1, 0.3) };
    const [here, there] = await Promise.all(
      [field, rolled].map((start) => posterior.meanForecast({ field: start, time: 0 }, request)),
    );
    for (const step of [0, 1]) {
      const [a, b] = [here.meanAt(step), there.meanAt(step)];
      for (let x = 0; x < points; x++) {
        expect(Math.abs(a[x] - b[(x + by) % points])).toBeLessThan(1e-4);
      }
    }
  });

  it("decodes what it encodes: the first coordinates of each cell are kept", () => {
    const field = data.field.slice(points, 2 * points);
    const state = posterior.encode(field);
    const again = posterior.encode(posterior.decode(state, 1));
    for (const [i, z] of state.entries()) expect(Math.abs(again[i] - z)).toBeLessThan(1e-4);
  });

  it("has the averages first: a constant on top of a field changes them, all alike, and nothing else", () => {
    const field = data.field.slice(0, points);
    const [state, raised] = [posterior.encode(field), posterior.encode(field.map((u) => u + 0.5))];
    const change = raised.map((z, i) => z - state[i]);
    expect(posterior.macro).toBe(cells);
    for (let i = 0; i < cells; i++) {
      expect(change[i]).toBeGreaterThan(0.1);
      expect(change[i]).toBeCloseTo(change[0], 5);
    }
    for (const z of change.subarray(cells)) expect(Math.abs(z)).toBeLessThan(1e-4);
  });

  it("moves averages by fluxes alone, so that their sum stays", () => {
    const { coding, learned } = posterior;
    const evaluator = latentEvaluator(network, coding.model, learned.arrays);
    const state = posterior.encode(data.field.slice(0, points));
    const drift = new Float64Array(state.length);
    evaluator.drift(1)(state, drift);
    const averages = drift.subarray(0, cells);
    const size = averages.reduce((sum, x) => sum + Math.abs(x), 0);
    expect(size).toBeGreaterThan(0.1);
    expect(Math.abs(averages.reduce((sum, x) => sum + x, 0))).toBeLessThan(1e-9 * size);
  });

  it("learns to move a wave", async () => {
    const start = { field: data.field.slice(0, points), time: 0 };
    const mean = (await posterior.meanForecast(start, { steps: 60 })).mean();
    const truth = data.field.subarray(points, 61 * points);
    let [difference, size] = [0, 0];
    for (let i = 0; i < truth.length; i++) {
      difference += (mean[i] - truth[i]) ** 2;
      size += truth[i] ** 2;
    }
    expect(Math.sqrt(difference / size)).toBeLessThan(0.1);
  });

  it("has the gradients of central differences in its objective", async () => {
    const tape = createTape(await instantiateNetworkKernel(), { precision: "float64", seed: 2 });
    const batch = recordSnapshots(network, tape, prepared.parts, prepared.tables, 4);
    const objective = tape.minimise(recordObjective(tape, { ...batch, weight: 0.1 }).terms);
    batch.fill(uniforms);
    checkGradients(tape, objective, 0.1, 1e-3);
  });

  it("has the gradients of central differences along short paths", async () => {
    const tape = createTape(await instantiateNetworkKernel(), { precision: "float64", seed: 2 });
    const options = { steps: 2, stride: 2, batch: 2, floor: 1 };
    // What the linear decoder leaves of these waves is next to nothing: differences would see rounding alone.
    const parts = { ...prepared.parts, left: prepared.parts.left.map(() => 0.03) };
    const stretch = recordStretches(network, tape, parts, prepared.tables, options);
    const objective = tape.minimise(recordPushforward(stretch, 0.005));
    stretch.fill(uniforms);
    // A step of the path leads far: what is more disturbed, or differenced more widely, is no longer smooth.
    checkGradients(tape, objective, 0.02, 1e-4);
  });
});

describe("a fit of it", () => {
  it.each(["fit", "pushforward"])(
    "goes on from where it was stopped in %s, to the same last bit",
    async (phase) => {
      const stop = phase === "fit" ? 50 : 0;
      const long = { ...small, steps: 120, pushforward: 60, validation: 0 };
      const whole = await multiscaleSde(long).fit(data, { seed: 1 });
      const controller = new AbortController();
      let kept: MultiscalePosterior | undefined;
      const stopped = multiscaleSde(long).fit(data, {
        seed: 1,
        signal: controller.signal,
        onProgress: (progress) => {
          if (progress.phase !== phase || progress.done < stop) return;
          // Progress at a step comes before its update: the next look at the signal is 50 steps later.
          controller.abort();
        },
        onCheckpoint: (state) => {
          kept = state;
        },
      });
      await expect(stopped).rejects.toSatisfy((e) => isCoarsegrainError(e, "Interrupted"));
      const read = await multiscaleFromGroup((kept as MultiscalePosterior).toGroup());
      const resumed = await multiscaleSde(long).fit(data, { seed: 1, resume: read });
      expect(resumed.toGroup()).toEqual(whole.toGroup());
    },
  );

  it("says so if the paths of its drift are unstable", async () => {
    const problem = {
      ...{ network, precision: "float32" as const, steps: 20, rate: 1e-3, clip: 1, timeStep: 5 },
      record: (tape: Tape) => {
        const options = { steps: 4, stride: 2, batch: 2, floor: 1 };
        return recordStretches(network, tape, prepared.parts, prepared.tables, options);
      },
    };
    await expect(pushForward(problem, posterior.learned, { seed: 1 })).rejects.toSatisfy((e) =>
      isCoarsegrainError(e, "NumericalFailure"),
    );
  });

  it("is saved and read back to the last bit", async () => {
    const read = await multiscaleFromGroup(posterior.toGroup());
    const start = { field: data.field.slice(0, points), time: 0 };
    const request = { steps: 5, draws: 3, seed: 4 };
    const [a, b] = await Promise.all([posterior, read].map((p) => p.forecast(start, request)));
    expect(b.latent).toEqual(a.latent);
    expect(b.fieldsAt(4)).toEqual(a.fieldsAt(4));
    expect(read.toGroup()).toEqual(posterior.toGroup());
  });

  it.each([
    ["bounded", { periodic: false }, {}, "form=pod"],
    ["cells that do not divide", {}, { cells: 7 }, "cells"],
    ["too few cells", {}, { cells: 5 }, "at least 7"],
    ["too many microscale numbers", {}, { micro: 5 }, "micro"],
  ])("refuses %s", async (_, grid, given, text) => {
    const source = new FieldDataset({ ...data, grid: { ...data.grid, ...grid } });
    await expect(multiscaleSde({ ...small, ...given }).fit(source)).rejects.toSatisfy((error) => {
      return isCoarsegrainError(error) && error.message.includes(text);
    });
  });
});

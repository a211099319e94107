import { describe, expect, it } from "vitest";
import { selectFields } from "../../../../src/dataset/field-source.js";
import { fieldScore } from "../../../../src/diagnose/field-score.js";
import { relativeError } from "../../../../src/diagnose/relative-error.js";
import { isCoarsegrainError } from "../../../../src/errors.js";
import {
  multiscaleFromGroup,
  multiscaleSde,
} from "../../../../src/models/multiscale-sde/multiscale-sde.js";
import type { MultiscalePosterior } from "../../../../src/models/multiscale-sde/posterior.js";
import { burgersField2d } from "../../../../src/simulate/fields/burgers-2d-field.js";
import { burgersField } from "../../../../src/simulate/fields/burgers-field.js";
import { simulateFields } from "../../../../src/simulate/fields/simulate.js";
import { waves } from "../waves.js";

const data = waves();
const small = { form: "published", cells: 10, micro: 2, steps: 120, batch: 42, warmUp: 10 };
const posterior = await multiscaleSde(small).fit(data, { seed: 1 });
const start = { field: data.field.slice(0, 60), time: 0 };

/** The negative bound at the end of training, with the part log sigma of the likelihood that single steps leave out. */
function lossOf({ bound, learned, grid }: MultiscalePosterior): number {
  const last = bound.slice(-50);
  const mean = last.reduce((sum, x) => sum + x, 0) / last.length;
  return 0.5 * grid.points[0] * Math.log(learned.variance) - mean;
}

describe("the published form, reduced to 200 points, 10 cells and 4 trajectories of Burgers' equation", () => {
  it("is trained, and forecasts a trajectory that it has not seen", async () => {
    const source = simulateFields(burgersField({ points: 200, steps: 100 }), {
      sequences: 5,
      seed: 1,
    });
    const truth = { ...(await source.sequence(4)), time: source.time };
    const first = { field: truth.field.slice(0, 200), time: 0 };
    const late = truth.clean?.slice(200 * 60, 200 * 61) as Float32Array;
    const fit = async (steps: number) => {
      const given = { form: "published", cells: 10, validation: 0, steps };
      const made = await multiscaleSde(given).fit(selectFields(source, [0, 1, 2, 3]), { seed: 1 });
      const mean = await made.meanForecast(first, { times: source.time });
      const again = made.decode(made.encode(late), 1);
      return {
        forecast: fieldScore(mean, truth).cleanError as number,
        coding: relativeError(again, late),
        loss: lossOf(made),
      };
    };
    const [untrained, trained] = [await fit(1), await fit(1000)];
    expect(untrained.forecast).toBeGreaterThan(0.3);
    expect(untrained.coding).toBeGreaterThan(0.3);
    expect(trained.forecast).toBeLessThan(0.1);
    expect(trained.coding).toBeLessThan(0.1);
    expect(trained.loss).toBeLessThan(untrained.loss - 300);
  });
});

describe("a fit of the published form", () => {
  it("keeps the encoders of two posteriors of one fit apart", () => {
    const { coding, learned } = posterior;
    const moved = learned.arrays.map((array) => ({
      ...array,
      values: array.values.map((x) => x + 0.01),
    }));
    const [first, second] = [coding.codec(learned.arrays), coding.codec(moved)];
    const before = first.encode(start.field);
    expect(second.encode(start.field)).not.toEqual(before);
    expect(first.encode(start.field)).toEqual(before);
  });

  it("gives the same numbers for the same seed, and others for another", async () => {
    const again = await multiscaleSde(small).fit(data, { seed: 1, onCheckpoint: () => {} });
    expect(again.toGroup()).toEqual(posterior.toGroup());
    const other = await multiscaleSde({ ...small, validation: 0, steps: 10 }).fit(data, {
      seed: 2,
    });
    expect(other.learned.arrays).not.toEqual(posterior.learned.arrays);
  });

  it("is saved and read back to the last bit, with the encoder that was learned", async () => {
    const read = await multiscaleFromGroup(posterior.toGroup());
    expect(read.encode(start.field)).toEqual(posterior.encode(start.field));
    const request = { steps: 5, draws: 3, seed: 4 };
    const [a, b] = await Promise.all([posterior, read].map((p) => p.forecast(start, request)));
    expect(b.latent).toEqual(a.latent);
    expect(b.mean()).toEqual(a.mean());
    expect(read.toGroup()).toEqual(posterior.toGroup());
  });

  it.each([
    ["an array of the encoder is missing", { arrays: ["kernel"] }, "posterior array"],
    ["the kernel has other taps", { taps: 12 }, "header"],
    ["the fields have no size", { field_scale: 0 }, "header"],
    ["the cells do not divide the points", { cells: 7 }, "header"],
  ])("is refused where %s", async (_, changed, text) => {
    const group = posterior.toGroup();
    const header = group.attributes.coarsegrain as object;
    const attributes = { ...group.attributes, coarsegrain: { ...header, ...changed } };
    await expect(multiscaleFromGroup({ ...group, attributes })).rejects.toSatisfy((error) => {
      return isCoarsegrainError(error, "InvalidData") && error.message.includes(text);
    });
  });

  it("goes on from where it was stopped, to the same last bit", async () => {
    const controller = new AbortController();
    let kept: MultiscalePosterior | undefined;
    const stopped = multiscaleSde(small).fit(data, {
      seed: 1,
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === "fit" && done === 50) controller.abort();
      },
      onCheckpoint: (state) => {
        kept = state;
      },
    });
    await expect(stopped).rejects.toSatisfy((e) => isCoarsegrainError(e, "Interrupted"));
    expect(kept?.bound.length).toBe(100);
    const read = await multiscaleFromGroup((kept as MultiscalePosterior).toGroup());
    const whole = await multiscaleSde(small).fit(data, { seed: 1, resume: read });
    expect(whole.toGroup()).toEqual(posterior.toGroup());
  });

  it("leaves a checkpoint its own encoder while training goes on", async () => {
    const kept: { posterior: MultiscalePosterior; encoded: Float64Array }[] = [];
    const last = await multiscaleSde({ ...small, steps: 510, validation: 0 }).fit(data, {
      onCheckpoint: (state) => {
        kept.push({ posterior: state, encoded: state.encode(start.field) });
      },
    });
    expect(kept.length).toBe(1);
    expect(last.encode(start.field)).not.toEqual(kept[0].encoded);
    expect(kept[0].posterior.encode(start.field)).toEqual(kept[0].encoded);
  });

  it.each([
    ["without a microscale", { micro: 0 }, 10],
    ["with a linear decoder", { decoder: "linear" }, 12],
    ["in float64", { precision: "float64" }, 12],
    ["with a kernel of other taps", { taps: 21, nodes: 4 }, 12],
  ])("also works %s", async (_, given, dimension) => {
    const made = await multiscaleSde({ ...small, validation: 0, ...given, steps: 10 }).fit(data);
    expect(made.dimension).toBe(dimension);
    expect(made.bound.every(Number.isFinite)).toBe(true);
  });

  it("also works on a domain with ends", async () => {
    const bounded = { ...data, grid: { ...data.grid, periodic: false } };
    const source = {
      ...{ kind: "fields" as const, provenance: data.provenance, sequences: 3 },
      ...{ grid: bounded.grid, time: data.time },
      sequence: (index: number) => data.sequence(index),
    };
    const made = await multiscaleSde({ ...small, validation: 0 }).fit(source);
    const mean = await made.meanForecast(start, { steps: 5 });
    expect(mean.mean().every(Number.isFinite)).toBe(true);
  });
});

describe("bad input is refused with what to do", () => {
  const fit = (given: object, source: Parameters<MultiscaleFit>[0] = data) =>
    multiscaleSde({ ...small, ...given }).fit(source);
  type MultiscaleFit = ReturnType<typeof multiscaleSde>["fit"];

  it.each([
    ["a window longer than the trajectories", () => fit({}, waves(3, 20)), "window"],
    ["an even window", () => fit({ window: 20 }), "odd"],
    ["an even number of taps", () => fit({ taps: 12 }), "taps"],
    ["more nodes than the window has snapshots", () => fit({ nodes: 22 }), "nodes"],
    ["cells that do not divide the points", () => fit({ cells: 7 }), "cells"],
    [
      "fields in two dimensions",
      () => fit({}, simulateFields(burgersField2d({ points: 20, steps: 30 }), { sequences: 3 })),
      "form=pod",
    ],
  ])("%s", async (_, run, text) => {
    await expect(run()).rejects.toSatisfy((error) => {
      return isCoarsegrainError(error) && error.message.includes(text);
    });
  });
});

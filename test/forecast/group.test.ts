import { beforeAll, describe, expect, test } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import { Ensemble } from "../../src/forecast/ensemble.js";
import { ensembleFromGroup, ensembleToGroup } from "../../src/forecast/group.js";
import { instantiateKernel, type Kernel } from "../../src/kernel/load.js";
import type { Group, Variable } from "../../src/store/group.js";
import { memoryStorage } from "../../src/store/memory.js";
import { readGroup } from "../../src/store/read-group.js";
import { writeGroup } from "../../src/store/write-group.js";
import type { Json } from "../../src/types.js";
import { multinomialEnsemble, provenance, wavyLaw } from "./build.js";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await instantiateKernel();
});

const laws = [wavyLaw(6), wavyLaw(6, 1)];

function example(): Ensemble {
  const plain = multinomialEnsemble(kernel, laws, 3, 40, 1);
  const more = {
    state: Float64Array.from({ length: 3 * 2 * 4 }, (_, i) => i / 7),
    divergedAt: Int32Array.of(-1, 1, -1),
    model: "sparse-bayes",
    start: { sequence: 2, time: 0.5 },
    time: Float64Array.of(1.5, 2.5),
  };
  return new Ensemble({ ...plain, ...more }, kernel);
}

/** The group with one variable changed, or left out. */
function withVariable(path: string, variable: Partial<Variable> | undefined): Group {
  const group = ensembleToGroup(example());
  const [parent, name] = path.split("/");
  const { [name]: present, ...others } = group.groups[parent].variables;
  const variables = variable ? { ...others, [name]: { ...present, ...variable } } : others;
  return {
    ...group,
    groups: { ...group.groups, [parent]: { ...group.groups[parent], variables } },
  };
}

function withAttribute(key: string, value: Json | undefined): Group {
  const group = ensembleToGroup(example());
  const { [key]: _, ...header } = group.attributes.coarsegrain as { [key: string]: Json };
  const coarsegrain = value === undefined ? header : { ...header, [key]: value };
  return { ...group, attributes: { coarsegrain } };
}

function tagOf(group: Group): string {
  try {
    ensembleFromGroup(group, kernel);
  } catch (error) {
    return isCoarsegrainError(error) ? error.tag : String(error);
  }
  return "none";
}

describe("a forecast as a group", () => {
  test("comes back as it was", () => {
    const ensemble = example();
    const again = ensembleFromGroup(ensembleToGroup(ensemble), kernel);
    expect({ ...again }).toEqual({ ...ensemble });
    expect(again.rebin(12).counts).toEqual(ensemble.rebin(12).counts);
  });

  test("comes back from a store, diverged states and all", async () => {
    const state = Float64Array.from({ length: 24 }, (_, i) => (i === 12 ? Number.NaN : i));
    const ensemble = new Ensemble({ ...example(), state }, kernel);
    const storage = memoryStorage();
    await writeGroup(storage, ensembleToGroup(ensemble));
    const again = ensembleFromGroup(await readGroup(storage), kernel);
    expect({ ...again }).toEqual({ ...ensemble });
  });

  test("comes back without model and start if it has none", () => {
    const ensemble = multinomialEnsemble(kernel, laws, 3, 40, 1);
    const again = ensembleFromGroup(ensembleToGroup(ensemble), kernel);
    expect({ ...again }).toEqual({ ...ensemble });
  });

  test("has ArviZ's groups, dimensions and one chain", () => {
    const { attributes, groups } = ensembleToGroup(example());
    const { predictions, predictions_constant_data: constant } = groups;
    const layout = Object.entries({ ...predictions.variables, ...constant.variables }).map(
      ([name, { dimensions, shape }]) => `${name} ${dimensions} ${shape}`,
    );
    expect(layout).toEqual([
      "chain chain 1",
      "draw draw 3",
      "time time 2",
      "counts chain,draw,time,bin 1,3,2,6",
      "state chain,draw,time,coarse_bin 1,3,2,4",
      "diverged_at chain,draw 1,3",
      "space bin 6",
    ]);
    expect(attributes.coarsegrain).toEqual({
      kind: "forecast",
      format: 1,
      ...provenance,
      domain: [-1, 1],
      boundary: "periodic",
      bins: 6,
      walkers: 40,
      forecast_seed: 5,
      model: "sparse-bayes",
      start: { sequence: 2, time: 0.5 },
    });
  });

  test.each<[string, () => Group]>([
    ["counts missing", () => withVariable("predictions/counts", undefined)],
    ["no predictions", () => ({ ...ensembleToGroup(example()), groups: {} })],
    ["time missing", () => withVariable("predictions_constant_data/time", undefined)],
    [
      "counts of another type",
      () => withVariable("predictions/counts", { values: new Float64Array(36) }),
    ],
    [
      "counts along other dimensions",
      () => withVariable("predictions/counts", { dimensions: ["chain", "time", "draw", "bin"] }),
    ],
    ["two chains", () => withVariable("predictions/counts", { shape: [2, 3, 1, 6] })],
    [
      "fewer values than the shape",
      () => withVariable("predictions/counts", { shape: [1, 3, 2, 7] }),
    ],
    ["states of other draws", () => withVariable("predictions/state", { shape: [1, 2, 3, 4] })],
    [
      "times of other steps",
      () =>
        withVariable("predictions_constant_data/time", { values: new Float64Array(3), shape: [3] }),
    ],
    [
      "other bin centres",
      () => withVariable("predictions_constant_data/space", { values: new Float64Array(6) }),
    ],
    [
      "walkers missing",
      () => withVariable("predictions/counts", { values: new Uint32Array(36).fill(1) }),
    ],
    ["no attributes", () => ({ ...ensembleToGroup(example()), attributes: {} })],
    ["another kind", () => withAttribute("kind", "posterior")],
    ["another format", () => withAttribute("format", 2)],
    ["no domain", () => withAttribute("domain", undefined)],
    ["no walkers", () => withAttribute("walkers", undefined)],
    ["no seed", () => withAttribute("forecast_seed", undefined)],
    ["no command", () => withAttribute("command", undefined)],
    ["a model that is not a name", () => withAttribute("model", 3)],
    ["a start without a time", () => withAttribute("start", { sequence: 1 })],
  ])("is refused with %s", (_, group) => {
    expect(tagOf(group())).toBe("InvalidData");
  });
});

import { describe, expect, test } from "vitest";
import { Dataset } from "../../src/dataset/dataset.js";
import { ensembleToGroup } from "../../src/forecast/group.js";
import { models as coreModels } from "../../src/models/core-registry.js";
import { fit } from "../../src/models/fit.js";
import { findModel, models } from "../../src/models/registry.js";
import { advectionDiffusion } from "../../src/simulate/advection-diffusion.js";
import { simulate } from "../../src/simulate/simulate.js";
import { digestGroup } from "../../src/store/digest.js";
import type { Group } from "../../src/store/group.js";
import { memoryStorage } from "../../src/store/memory.js";
import { readGroup } from "../../src/store/read-group.js";
import { writeGroup } from "../../src/store/write-group.js";

const system = advectionDiffusion({ walkers: 800, bins: 12 });
const data = await simulate(system, { sequences: 20, seed: 7 });
const learners = ["sparse-bayes", "virtual-observables", "multiscale-sde"];
const baselines = models.filter(({ name }) => !learners.includes(name));
const names = baselines.map(({ name }) => name);
const request = { steps: 6, draws: 25, seed: 4 };

const library = { range: 1, pairs: "unordered" };
const fitOf = (name: string) => {
  const model = findModel(name);
  return fit(data, model.configure("pairs" in model.parameters ? library : {}), { seed: 3 });
};

test("ten stand beside the models, five of them in the entry for browsers", () => {
  const core = ["least-squares", "stlsq", "lasso", "persistence", "finite-volume"];
  expect(coreModels.map(({ name }) => name)).toEqual(["sparse-bayes", ...core]);
  expect(names).toEqual([...core, "dmd", "circulant", "upwind", "lax-wendroff", "spectral"]);
});

// A change of these is a change of results: say so in the change log.
test("fits and forecasts are these very bytes in Node and in a browser", async () => {
  const digests: { [name: string]: string } = {};
  for (const name of names) {
    const posterior = await fitOf(name);
    digests[name] = await digestGroup(posterior.toGroup());
    const ensemble = await posterior.forecast(data.at(2), request);
    digests[`${name} forecast`] = await digestGroup(ensembleToGroup(ensemble));
  }
  expect(digests).toMatchInlineSnapshot(`
    {
      "circulant": "8832fa1726cf81c8e4b50f7631d1d2eb9c9d024c1657f97dc3434e742763f194",
      "circulant forecast": "335b3e03eb9812a189a65417622d9bd021a4bca0f4db1375cb2de85f092d939d",
      "dmd": "a757d38392633c9b159d4638e18d28d499431ee072eb7e9e115ddf143a32cae6",
      "dmd forecast": "4f5bbed8f067b97e3f252e373e53498d33313b502e5e624e25eb99da833bfe7b",
      "finite-volume": "484a1259bad4ed048af85383520429eb6cdc9c7804471844d3b2d56abef3aa21",
      "finite-volume forecast": "7ce3b22cbf694a2deae25e5a5b7ae1c36261afe133885b591075f435136cc356",
      "lasso": "51efda3f55c566db03848528dc4d6d417b01ff9ddc76f0a7100b033b95ae05b5",
      "lasso forecast": "f72b43adacc6c34bd3f83c2ffcbe03d72dd5373b957e49a2a16fa1ecad788c2e",
      "lax-wendroff": "171bcbe2680caf264dea2cb197c13d1ff557dc3e7307edde16f5d7b507919dbd",
      "lax-wendroff forecast": "7c1475bb191653d2d1800ebf046b8929d64edfb4b4c1ac2ee2bf7e25fcd8ca8c",
      "least-squares": "1e81125450cf921bb3ba76c44723eb5a325dc5f8bb32124bfc89c7fcb5a00f84",
      "least-squares forecast": "fd5222a8f5a739bd20fa45dc8322572994cefdd15f832fb421f5169750c6ee76",
      "persistence": "c386bf16f3efd98adbe067ea9ed9ac9149a1bca3d4a55114c28a89438952f47f",
      "persistence forecast": "0d71fe5171e3483a4699dba14ef7186c9526f64408c09a142390d30f6c6242a7",
      "spectral": "a499f4e293812d458b52ae23c13535db766555c360e1ab9f1155ca5f5bdd46de",
      "spectral forecast": "fd180139d19f66c0addb68e44331fe5e7a7756af2026061bfba4afd747e59480",
      "stlsq": "d91d725893eb0cc0d7781950b5bc16024af19b251d28444fc78bd50dc364b9f2",
      "stlsq forecast": "fdb5bd1a0c558ddf7f4384a20515798429d0dfb99f97ef657c5a25d148cea0ec",
      "upwind": "f8a5686c0c95aa57d833f223a96e58dd4013e707bfd76519d3d1eb14fd77792e",
      "upwind forecast": "40d1d74f21c9599d16e87096efac3a219ea5f2cfd8395b10a6d32dfbbd928264",
    }
  `);
});

describe.each(names)("%s", (name) => {
  test("keeps every bit when saved and loaded, and its forecasts", async () => {
    const posterior = await fitOf(name);
    const storage = memoryStorage();
    await writeGroup(storage, posterior.toGroup());
    const loaded = await findModel(name).fromGroup(await readGroup(storage));
    expect(await digestGroup(loaded.toGroup())).toBe(await digestGroup(posterior.toGroup()));
    expect(loaded.coefficients).toEqual(posterior.coefficients);
    expect(loaded.provenance).toEqual(posterior.provenance);
    const [one, two] = [
      await posterior.forecast(data.at(1), request),
      await loaded.forecast(data.at(1), request),
    ];
    expect(two.counts).toEqual(one.counts);
    expect(two.model).toBe(name);
  });

  test("refuses a group that is not its own, or damaged", async () => {
    const group = (await fitOf(name)).toGroup();
    const header = group.attributes.coarsegrain as { [key: string]: string };
    const changed = (change: object): Group => ({
      ...group,
      attributes: { coarsegrain: { ...header, ...change } },
    });
    const broken = [
      { ...group, attributes: {} },
      changed({ model: "another" }),
      changed({ bins: 0 }),
      changed({ time_step: null }),
      changed({ domain: 3 }),
      ...(group.groups.estimate ? [{ ...group, groups: {} }, changed({ noise: -1 })] : []),
      ...(findModel(name).given ? [changed({ system: 3 })] : []),
    ];
    for (const bad of broken) {
      await expect(findModel(name).fromGroup(bad)).rejects.toMatchObject({ tag: "InvalidData" });
    }
  });

  test("forecasts all walkers, by its seed alone, from a state and from walkers", async () => {
    const posterior = await fitOf(name);
    const { state: _, ...walkers } = data.at(1);
    for (const start of [data.at(1), walkers]) {
      const ensemble = await posterior.forecast(start, request);
      for (let draw = 0; draw < 25; draw++) {
        for (let step = 0; step < 6; step++) {
          const counts = ensemble.countsAt(draw, step);
          expect(counts.reduce((a, b) => a + b, 0)).toBe(800);
        }
      }
      const fewer = await posterior.forecast(start, { ...request, draws: 3 });
      expect(ensemble.counts.slice(0, fewer.counts.length)).toEqual(fewer.counts);
      const other = await posterior.forecast(start, { ...request, seed: 5 });
      expect(other.counts).not.toEqual(ensemble.counts);
    }
  });

  test("refuses an unusable request or start, and data without a step", async () => {
    const posterior = await fitOf(name);
    const tag = (error: unknown) => (error as { tag: string }).tag;
    await expect(posterior.forecast(data.at(0), { ...request, steps: 0 })).rejects.toSatisfy(
      (error) => tag(error) === "InvalidParameter",
    );
    const other = { ...data.at(0), grid: { domain: [0, 1] as const, bins: 12 } };
    await expect(posterior.forecast(other, request)).rejects.toSatisfy(
      (error) => tag(error) === "InvalidData",
    );
    const still = await simulate(system, { sequences: 20, steps: 0, seed: 7 });
    await expect(fit(still, findModel(name).configure({}))).rejects.toSatisfy(
      (error) => tag(error) === "InvalidData",
    );
  });

  test("stops with Interrupted when told", async () => {
    const posterior = await fitOf(name);
    const stop = new AbortController();
    const run = posterior.forecast(data.at(0), {
      ...{ steps: 2, draws: 1000, seed: 0, signal: stop.signal },
      onProgress: () => stop.abort(),
    });
    await expect(run).rejects.toMatchObject({ tag: "Interrupted" });
  });
});

test("a regression learns from the first step of each sequence alone", async () => {
  const longer = await simulate(system, { sequences: 20, steps: 3, seed: 7 });
  const first = Array.from({ length: 20 }, (_, i) => [
    ...longer.countsAt(i, 0),
    ...longer.countsAt(i, 1),
  ]);
  const cut = new Dataset({
    ...longer,
    time: longer.time.slice(0, 2),
    counts: Uint32Array.from(first.flat()),
  });
  const model = findModel("least-squares").configure(library);
  const [all, one] = [await fit(longer, model), await fit(cut, model)];
  expect(all.coefficients).toEqual(one.coefficients);
});

/** fit, forecast, score and compare of fields, one after another, as a user gives them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { coarsegrain, document, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const files = (name: string) => filesOf(join(folder.path, name));
const settings = { form: "pod", cells: 10, modes: 6, micro: 2, batch: 32, warmUp: 20 };
const set = (prefix = "") =>
  Object.entries(settings).flatMap(([key, value]) => ["--set", `${prefix}${key}=${value}`]);
const fit = ["fit", "fields.zarr", "--model", "multiscale-sde", ...set()];
const brief = [...fit, "--set", "steps=200"];
const forecast = ["forecast", "posterior.zarr", "--draws", "16", "--steps"];
const fields = ["simulate", "burgers-field", "--sequences", "5", "--seed", "1"];

let fitted: Awaited<ReturnType<typeof succeed>>;
beforeAll(async () => {
  const size = ["--set", "steps=40", "--set", "points=100"];
  await succeed([...fields, ...size, "--out", "fields.zarr"], here());
  await succeed([...fields, ...size, "--set", "viscosity=0.01", "--out", "other.zarr"], here());
  const coarse = ["--set", "steps=40", "--set", "points=50"];
  await succeed([...fields, ...coarse, "--out", "coarse.zarr"], here());
  const walkers = ["simulate", "advection-diffusion", "--sequences", "4", "--seed", "1"];
  await succeed([...walkers, "--out", "walkers.zarr"], here());
  const persistence = ["--model", "persistence", "--out", "walkers-posterior.zarr"];
  await succeed(["fit", "walkers.zarr", ...persistence], here());
  fitted = await succeed([...brief, "--out", "posterior.zarr"], here());
}, 120_000);

it("lists the models of fields", async () => {
  const { fieldModels } = await succeed(["list"], here());
  const line = fieldModels.find(({ name }: { name: string }) => name === "multiscale-sde");
  expect(line.parameters.micro).toMatchObject({ kind: "integer" });
});

describe("fit", () => {
  it("tells what it learned, and records what made it", async () => {
    expect(fitted).toMatchObject({
      ...{ model: "multiscale-sde", form: "pod", seed: 0, sequences: 5, dimension: 12 },
      ...{ iterations: 200, converged: true },
    });
    const data = await succeed(["info", "fields.zarr"], here());
    const { header } = await succeed(["info", "posterior.zarr"], here());
    expect(header).toMatchObject({
      command:
        "fit fields.zarr --model multiscale-sde --seed 0 --set batch=32 --set cells=10 --set form=pod --set micro=2 --set modes=6 --set steps=200 --set warmUp=20",
      ...{ content: "fields", name: "multiscale-sde", data: { sha256: data.sha256 } },
    });
  });

  it("goes on from an interrupt to the bytes of a fit that was not interrupted", async () => {
    const long = [...fit, "--set", "steps=1500"];
    const stopped = await document([...long, "--out", "stopped.zarr"], {
      ...here(),
      whileRunning: async ({ kill, stderrHas }) => {
        await stderrHas(/fit \d+\/1500/);
        kill("SIGINT");
      },
    });
    expect([stopped.status, stopped.json.error.tag]).toEqual([130, "Interrupted"]);
    expect(stopped.json.error.message).toContain("--resume");
    const { header, arrays } = await succeed(["info", "stopped.zarr"], here());
    expect(header.converged).toBe(false);
    const bound = arrays.find(({ path }: { path: string }) => path === "sample_stats/bound");
    expect(bound.shape[0]).toBeLessThan(1500);
    const seed = [...long, "--out", "stopped.zarr", "--resume", "--seed", "9"];
    expect((await document(seed, here())).json.error.message).toContain("seed of the posterior");
    await succeed([...long, "--out", "stopped.zarr", "--resume"], here());
    await succeed([...long, "--out", "unbroken.zarr"], here());
    expect(files("stopped.zarr")).toEqual(files("unbroken.zarr"));
  }, 60_000);
});

describe("forecast and score", () => {
  it("the same seed gives the same bytes, another seed others", async () => {
    const draw = (out: string, seed: string) =>
      succeed([...forecast, "40", "--from", "fields.zarr#4", "--out", out, "--seed", seed], here());
    const [a, b, c] = [
      await draw("a.zarr", "3"),
      await draw("b.zarr", "3"),
      await draw("c.zarr", "4"),
    ];
    expect(a).toMatchObject({ draws: 16, steps: 40, sequence: 4, start: 0, points: [100] });
    expect(b.sha256).toBe(a.sha256);
    expect(c.sha256).not.toBe(a.sha256);
  });

  it("scores against the trajectory of the start, or the one that is named", async () => {
    const score = ["score", "a.zarr", "--truth"];
    const own = await succeed([...score, "fields.zarr"], here());
    expect(own).toMatchObject({ model: "multiscale-sde", sequence: 4, against: "clean" });
    expect(own.steps).toHaveLength(40);
    for (const row of own.steps) {
      expect(row).toMatchObject({ quantity: "field", diverged: 0 });
      for (const key of ["relativeError", "relativeErrorClean", "width", "crps"]) {
        expect(row[key]).toBeGreaterThan(0);
      }
    }
    expect(own.relativeErrorClean).toBeLessThan(0.3);
    expect(own.noiseFloor).toBeLessThan(0.03);
    const named = await succeed([...score, "fields.zarr#0"], here());
    expect(named.relativeErrorClean).toBeGreaterThan(own.relativeErrorClean);
    const { stdout } = await coarsegrain([...score, "fields.zarr", "--level", "0.5"], here());
    expect(stdout).toMatch(/step +time +error +clean +coverage \(0\.5\)/);
    expect(stdout).toMatch(/Whole trajectory: error .*the noise alone: /);
    const unnamed = await document([...score, "other.zarr"], here());
    expect(unnamed).toMatchObject({ status: 2, json: { error: { tag: "InvalidData" } } });
    expect(unnamed.json.error.message).toContain("other.zarr#0");
  });

  it("starts from a snapshot in the middle, and refuses a time that has none", async () => {
    const from = ["10", "--from", "fields.zarr#4", "--time"];
    const { time, start } = await succeed([...forecast, ...from, "0.5", "--out", "m.zarr"], here());
    expect(start).toBe(0.5);
    expect(time[0]).toBeCloseTo(0.525, 12);
    const scored = await succeed(["score", "m.zarr", "--truth", "fields.zarr"], here());
    expect(scored.steps).toHaveLength(10);
    const none = await document([...forecast, ...from, "0.51", "--out", "no.zarr"], here());
    expect(none).toMatchObject({ status: 2, json: { error: { tag: "InvalidData" } } });
  });
});

describe("compare", () => {
  it("writes report, scores and figure", async () => {
    const options = ["--models", "multiscale-sde", ...set("multiscale-sde.")];
    const held = ["--holdout", "0.4", "--draws", "8", "--set", "multiscale-sde.steps=100"];
    const json = await succeed(
      ["compare", "fields.zarr", ...options, ...held, "--out", "result"],
      here(),
    );
    expect(json).toMatchObject({
      ...{ content: "fields", trainingSequences: 3, starts: 2, steps: 40, scored: 40, draws: 8 },
      ...{ against: "clean", recommendation: { model: "multiscale-sde" } },
    });
    expect(json.recommendation.sentence).toContain("root mean square of the truth");
    expect(json.models[0]).toMatchObject({ form: "pod", given: null, failure: null });
    const { path: _, ...record } = json;
    const read = (name: string) => readFileSync(join(folder.path, "result", name), "utf8");
    expect(JSON.parse(read("comparison.json"))).toEqual(record);
    expect(read("comparison.csv").split("\n")).toHaveLength(42);
    expect(read("figures/error-over-time.svg")).toContain("noise floor");
    expect(read("report.html")).toContain("multiscale-sde is recommended");
  });

  it("takes forms of a model, each with settings of its own", async () => {
    const steps = (form: string) => ["--set", `multiscale-sde:${form}.steps=20`];
    const forms = ["--models", "multiscale-sde:pod,multiscale-sde:published"];
    const options = [...set("multiscale-sde:pod."), ...steps("pod"), ...steps("published")];
    const held = ["--holdout", "0.4", "--draws", "4", "--steps", "5", "--out", "forms"];
    const json = await succeed(["compare", "fields.zarr", ...forms, ...options, ...held], here());
    expect(json.models.map(({ form }: { form: string }) => form)).toEqual(["pod", "published"]);
    expect(json.command).toContain("--models multiscale-sde:pod,multiscale-sde:published");
  });

  it("tells of a model that fails", async () => {
    const many = ["--models", "multiscale-sde", "--set", "multiscale-sde.modes=300"];
    const { status, json } = await document(
      ["compare", "fields.zarr", ...many, "--set", "multiscale-sde.form=pod", "--out", "none"],
      here(),
    );
    expect([status, json.error.tag]).toEqual([1, "NumericalFailure"]);
    expect(json.error.message).toContain("300 modes");
  });
});

const out = ["--out", "no.zarr"];
it.each([
  ["a model of walkers", ["fit", "fields.zarr", "--model", "stlsq", ...out], /a model of fields/],
  [
    "a model of fields",
    ["fit", "walkers.zarr", "--model", "operator-inference", ...out],
    /of walkers/,
  ],
  ["a name of none", ["fit", "fields.zarr", "--model", "multiscale", ...out], /multiscale-sde/],
  ["a prior", ["fit", "fields.zarr", "--prior", "posterior.zarr", ...out], /--prior/],
  ["walkers to start from", [...forecast, "4", "--from", "walkers.zarr", ...out], /walkers/],
  ["another grid", [...forecast, "4", "--from", "coarse.zarr", ...out], /100 points.*50 points/],
  [
    "a form of a model without forms",
    ["compare", "fields.zarr", "--models", "pod-dmd:pod", ...out],
    /no forms/,
  ],
  [
    "more than a form of a model",
    ["compare", "fields.zarr", "--models", "multiscale-sde:pod:5", ...out],
    /model:form/,
  ],
  [
    "a form of a form",
    [
      ...["compare", "fields.zarr", "--models", "multiscale-sde:pod", ...out],
      ...["--set", "multiscale-sde:pod.form=published"],
    ],
    /no other form than pod/,
  ],
  ["bins", [...forecast, "4", "--from", "fields.zarr", "--bins", "8", ...out], /--bins/],
  [
    "fields for a model of walkers",
    ["forecast", "walkers-posterior.zarr", "--steps", "1", "--from", "fields.zarr", ...out],
    /walkers/,
  ],
  ["walkers as truth", ["score", "a.zarr", "--truth", "walkers.zarr"], /dataset of fields/],
  [
    "runs",
    ["compare", "fields.zarr", "--models", "multiscale-sde", "--runs", "3", ...out],
    /--runs/,
  ],
  [
    "models of walkers to compare",
    ["compare", "fields.zarr", "--models", "persistence,stlsq", ...out],
    /a model of fields/,
  ],
])("refuses %s, and writes nothing", async (_, args, message) => {
  const { status, json } = await document(args, here());
  expect(status).toBe(2);
  expect(json.error.message).toMatch(message);
  expect(() => files("no.zarr")).toThrow(/ENOENT/);
});

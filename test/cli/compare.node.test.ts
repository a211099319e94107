import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { coarsegrain, document, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const at = (name: string) => join(folder.path, name);
const compare = (...more: string[]) => ["compare", "data.zarr", "--draws", "30", ...more];
const two = ["--models", "stlsq,persistence", "--set", "stlsq.range=1"];

beforeAll(async () => {
  const system = ["synthetic", "--set", "bins=12", "--set", "walkers=1200"];
  const data = ["--sequences", "20", "--seed", "1", "--out", "data.zarr"];
  await succeed(["simulate", ...system, ...data], here());
  const test = ["--sequences", "4", "--steps", "3", "--seed", "2", "--out", "test.zarr"];
  await succeed(["simulate", ...system, ...test], here());
});

it("writes report, scores and figure, and prints what it wrote", async () => {
  const json = await succeed(compare(...two, "--truth", "test.zarr", "--out", "result"), here());
  expect(json).toMatchObject({
    path: "result",
    command:
      "coarsegrain compare data.zarr --models stlsq,persistence --truth test.zarr --steps 3 --draws 30 --level 0.95 --seed 0 --set stlsq.range=1",
    trainingSequences: 20,
    starts: 4,
    steps: 3,
    recommendation: { model: "stlsq" },
    hashes: [{ name: "data.zarr" }, { name: "test.zarr" }],
  });
  const { path: _, ...record } = json;
  expect(JSON.parse(readFileSync(at("result/comparison.json"), "utf8"))).toEqual(record);
  expect(Object.keys(filesOf(at("result")))).toEqual([
    "comparison.csv",
    "comparison.json",
    "figures/error-over-time.dark.svg",
    "figures/error-over-time.png",
    "figures/error-over-time.svg",
    "report.html",
  ]);
});

it("tells its table, its failures and its choice to people, and does without a model that fails", async () => {
  const models = ["--models", "finite-volume,persistence"];
  const { status, stdout, stderr } = await coarsegrain(compare(...models, "--out", "told"), here());
  expect(status).toBe(0);
  expect(stdout).toMatch(/^16 training sequences; 4 starts, 1 run of each; 30 draws$/m);
  expect(stdout).toMatch(/^persistence +0\.0 s +- +\d/m);
  expect(stdout).toMatch(/^finite-volume failed: system of the data/m);
  expect(stdout).toMatch(/^persistence is recommended/m);
  expect(stderr).toMatch(/1 of 2 models failed/);
});

it("fails if every model does, and writes nothing", async () => {
  const args = compare("--models", "finite-volume", "--out", "none");
  const { status, json } = await document(args, here());
  expect([status, json.error.tag]).toEqual([1, "NumericalFailure"]);
  expect(() => filesOf(at("none"))).toThrow(/ENOENT/);
});

it("replaces a comparison only with --overwrite, and nothing else ever", async () => {
  const again = compare(...two, "--out", "result");
  const before = filesOf(at("result"));
  const refused = await document(again, here());
  expect([refused.status, refused.json.error.tag]).toEqual([2, "OutputExists"]);
  expect(filesOf(at("result"))).toEqual(before);
  await succeed([...again, "--overwrite"], here());
  expect(filesOf(at("result"))).not.toEqual(before);
  writeFileSync(at("result/mine.txt"), "mine");
  mkdirSync(at("other"));
  writeFileSync(at("other/mine.txt"), "mine");
  for (const out of ["result", "other", "data.zarr", "data.zarr/inside", "result/mine.txt"]) {
    const { status, json } = await document(compare(...two, "--out", out, "--overwrite"), here());
    expect([status, json.error.tag], out).toEqual([2, "OutputExists"]);
  }
});

it.each([
  [["--models", "stlsk"], "UnknownName", /Did you mean "stlsq"/],
  [["--models", "stlsq,stlsq"], "InvalidParameter", /each once/],
  [["--models", "stlsq", "--set", "range=1"], "InvalidParameter", /stlsq\.range=3/],
  [["--models", "stlsq", "--set", "lasso.range=1"], "InvalidParameter", /model\.key=value/],
  [["--models", "stlsq", "--set", "stlsq.rang=1"], "UnknownParameter", /range/],
  [["--models", "stlsq", "--steps", "9"], "InvalidParameter", /at most the 1/],
  [["--models", "stlsq", "--holdout", "1"], "InvalidParameter", /holdout/],
])("refuses %o", async (args, tag, message) => {
  const { status, json } = await document(compare(...args, "--out", "refused"), here());
  expect([status, json.error.tag]).toEqual([2, tag]);
  expect(json.error.message).toMatch(message);
});

it("an interrupt leaves nothing", async () => {
  const args = compare(
    ...two,
    "--draws",
    "5000",
    "--runs",
    "2",
    "--steps",
    "50",
    "--out",
    "stopped",
  );
  const { status, json } = await document(args, {
    ...here(),
    whileRunning: async ({ kill, stderrHas }) => {
      await stderrHas(/forecast by/);
      kill("SIGINT");
    },
  });
  expect([status, json.error.tag]).toEqual([130, "Interrupted"]);
  expect(() => filesOf(at("stopped"))).toThrow(/ENOENT/);
});

it("baselines serve fit, forecast and score like any model", async () => {
  const fitted = ["fit", "data.zarr", "--model", "persistence", "--out", "posterior.zarr"];
  const { status, stdout } = await coarsegrain(fitted, here());
  expect(status).toBe(0);
  expect(stdout).toMatch(/^persistence: converged, .* from 20 sequences$/m);
  const from = ["--from", "test.zarr#1", "--steps", "3", "--draws", "20", "--out", "forecast.zarr"];
  await succeed(["forecast", "posterior.zarr", ...from], here());
  const scored = await succeed(["score", "forecast.zarr", "--truth", "test.zarr"], here());
  expect(scored).toMatchObject({ model: "persistence", runs: 4 });
});

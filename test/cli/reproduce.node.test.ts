import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type {
  CoefficientMetrics,
  ForecastMetrics,
  Metrics,
} from "../../src/experiments/metrics.js";
import { coarsegrain, document, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const quick = ["reproduce", "advection-diffusion", "--quick", "--seed", "1"];

it("writes report, figures and metrics, and prints the metrics", async () => {
  const json = await succeed([...quick, "--out", "results"], here());
  const results = join(folder.path, "results");
  expect(JSON.parse(readFileSync(join(results, "metrics.json"), "utf8"))).toEqual(json);
  expect(json).toMatchObject({
    experiment: "advection-diffusion",
    version: expect.any(String),
    seed: 1,
    seconds: { total: expect.any(Number) },
    fit: expect.any(Array),
    forecast: expect.any(Array),
    extra: expect.any(Object),
  });
  expect(json.fit.length).toBeGreaterThan(0);
  expect(json.forecast.length).toBeGreaterThan(0);
  expect(readdirSync(results).sort()).toEqual(["figures", "metrics.json", "report.html"]);
  expect(readFileSync(join(results, "report.html"), "utf8")).toMatch(/^<!doctype html>/i);
  const svg = readdirSync(join(results, "figures")).filter((name) => name.endsWith(".svg"));
  expect(svg.length).toBeGreaterThan(0);
}, 300_000);

it("finds the law of the walkers, and forecasts with intervals that hold", () => {
  const text = readFileSync(join(folder.path, "results/metrics.json"), "utf8");
  const metrics = JSON.parse(text) as Metrics;
  const exact = [-1, 0, 1].map((m) => `m=${m}`);
  for (const { sequences, coefficients } of metrics.fit.filter((fit) => fit.sequences >= 64)) {
    for (const name of exact) {
      const { mean, truth } = coefficients.find((c) => c.name === name) as CoefficientMetrics;
      expect(Math.abs(mean - (truth as number)), `${name} from ${sequences}`).toBeLessThan(0.06);
    }
    const others = coefficients.filter((c) => !exact.includes(c.name) && Math.abs(c.mean) >= 0.01);
    expect(others.length).toBeLessThanOrEqual(5);
  }
  const sd = metrics.fit.map(({ coefficients }) => coefficients.find((c) => c.name === "m=0")?.sd);
  expect(sd).toEqual([...sd].sort((a, b) => Number(b) - Number(a)));
  const scored = metrics.forecast.filter(
    ({ model, quantity }) => model === "sparse-bayes" && quantity === "density",
  );
  const groups = new Map<string, ForecastMetrics[]>();
  for (const row of scored) {
    const name = `${row.bins} bins, ${row.step} steps`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  expect(groups.size).toBe(24);
  for (const [name, rows] of groups) {
    const coverage = rows.reduce((sum, row) => sum + Number(row.coverage), 0) / rows.length;
    expect(coverage, name).toBeGreaterThan(0.92);
    expect(coverage, name).toBeLessThan(0.985);
    const errors = rows.map((row) => Number(row.relativeError)).sort((a, b) => a - b);
    // On 96 bins the mean of the 50 runs of a quick experiment is itself uncertain by 3 %.
    const near = rows[0].bins === 24 ? 0.06 : 0.07;
    const limit = rows[0].step <= 5 ? near : 0.12;
    expect(errors[errors.length >> 1], name).toBeLessThan(limit);
    expect(rows.every(({ diverged }) => diverged === 0)).toBe(true);
  }
  expect(metrics.extra.boundMonotone).toBe(true);
});

it("names its files at the end, and writes below out/ where no folder is named", async () => {
  const { status, stdout } = await coarsegrain(quick, here());
  expect(status).toBe(0);
  const at = "out/advection-diffusion";
  expect(stdout.trimEnd().split("\n").slice(-3)).toEqual([
    `report   ${at}/report.html`,
    `figures  ${at}/figures/`,
    `metrics  ${at}/metrics.json`,
  ]);
  expect(Object.keys(filesOf(join(folder.path, at)))).toContain("metrics.json");
}, 300_000);

it("an interrupted run leaves no metrics.json of an earlier one", async () => {
  mkdirSync(join(folder.path, "stopped"));
  writeFileSync(join(folder.path, "stopped/metrics.json"), "{}");
  const { status, json } = await document([...quick, "--out", "stopped"], {
    ...here(),
    whileRunning: async ({ kill, stderrHas }) => {
      await stderrHas(/\d/);
      kill("SIGINT");
    },
  });
  expect([status, json.error.tag]).toEqual([130, "Interrupted"]);
  expect(filesOf(join(folder.path, "stopped"))).toEqual({});
});

it("does not write into a dataset or onto a file", async () => {
  await succeed(
    ["simulate", "advection-diffusion", "--sequences", "1", "--out", "data.zarr"],
    here(),
  );
  writeFileSync(join(folder.path, "file"), "mine");
  for (const out of ["data.zarr", "file"]) {
    const { status, json } = await document([...quick, "--out", out], here());
    expect([status, json.error.tag]).toEqual([2, "OutputExists"]);
  }
});

it("finds a law that is known, and tells how its intervals calibrate", async () => {
  const synthetic = ["reproduce", "synthetic", "--quick", "--seed", "1", "--out", "synthetic"];
  const metrics = (await succeed(synthetic, here())) as Metrics;
  for (const { coefficients } of metrics.fit) {
    for (const { name, mean, truth, active } of coefficients) {
      expect(active, name).toBe(truth !== 0);
      expect(Math.abs(mean - Number(truth)), name).toBeLessThan(0.025);
    }
  }
  const density = metrics.forecast.filter(
    ({ quantity, model }) => quantity === "density" && model === "sparse-bayes",
  );
  const known = density.filter(({ start, bins }) => bins === 24 && start !== "peak, walkers only");
  for (const { start, step, relativeError } of known) {
    expect(relativeError, `${start}, step ${step}`).toBeLessThan(0.05);
  }
  const mean = density.reduce((sum, { coverage }) => sum + Number(coverage), 0) / density.length;
  expect(Math.abs(mean - 0.95)).toBeLessThan(0.02);
  expect(metrics.extra.boundMonotone).toBe(true);
  // Counts of 200 walkers in a bin leave .07 in log density.
  const { error, deviation } = metrics.extra.stateErrors as unknown as {
    readonly error: number;
    readonly deviation: number;
  };
  expect(error).toBeLessThan(0.01);
  expect(deviation).toBeGreaterThan(error);
  expect(deviation).toBeLessThan(0.02);
  const report = readFileSync(join(folder.path, "synthetic/report.html"), "utf8");
  expect(report.match(/<td>(yes|in part|no)<\/td>/g)).toHaveLength(10);
  const [withNoise] = metrics.extra.calibration as unknown as {
    readonly rmsZ: number;
    readonly rmsZMeanField: number;
  }[];
  expect(withNoise.rmsZ).toBeGreaterThan(0.75);
  expect(withNoise.rmsZ).toBeLessThan(1.3);
  expect(withNoise.rmsZMeanField).toBeGreaterThan(1.5);
}, 120_000);

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Metrics } from "../../src/experiments/metrics.js";
import { particleDensityExperiment } from "../../src/experiments/particle-density/experiment.js";
import { inlineExecutor } from "../../src/parallel/inline.js";
import { succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();

interface Extra {
  readonly mass: readonly { readonly form: string; readonly bias: number; readonly sd: number }[];
  readonly stateCoverage: {
    readonly [form: string]: readonly {
      readonly level: number;
      readonly coverage: number;
      readonly byTime: readonly number[];
    }[];
  };
  readonly errorAgainstSequences: readonly {
    readonly model: string;
    readonly form?: string;
    readonly sequences: number;
    readonly relativeError: number | null;
  }[];
}

it("infers and predicts densities in both forms, beside linear laws", async () => {
  const metrics: Metrics = await succeed(
    ["reproduce", "particle-density", "--quick", "--seed", "1", "--out", "results"],
    { cwd: folder.path },
  );
  const results = join(folder.path, "results");
  expect(readFileSync(join(results, "report.html"), "utf8")).toMatch(/^<!doctype html>/i);
  const figures = readdirSync(join(results, "figures"));
  for (const name of [
    "fig-1-space-time",
    "fig-2-inferred-profiles",
    "fig-3-predicted-profiles",
    "fig-4-mass",
    "error-against-n",
    "error-over-time",
    "state-calibration",
  ]) {
    expect(figures).toContain(`${name}.svg`);
    expect(figures).toContain(`${name}.dark.svg`);
  }

  const { forecast, fit } = metrics;
  const extra = metrics.extra as unknown as Extra;
  for (const rows of [forecast, fit]) {
    const order = rows.map(({ form }) => form ?? "");
    expect(order[0]).toBe("recommended");
    expect(order.lastIndexOf("recommended")).toBeLessThan(order.indexOf("published"));
  }
  const known = forecast.filter(({ start }) => typeof start === "number");
  const observed = forecast.filter(({ start }) => `${start}`.startsWith("observed-"));
  expect(new Set(known.map(({ time }) => time))).toEqual(new Set([1, 5, 9, 15, 20, 25, 35]));
  expect(new Set(observed.map(({ time }) => time))).toEqual(new Set([15, 20, 25, 35]));
  for (const { time = 0, step } of observed) expect(time - step).toBe(9);
  for (const { model, form, coverage, relativeError } of forecast) {
    if (form === "recommended") {
      expect(relativeError).toBeLessThan(0.012);
      expect(coverage).toBeGreaterThan(0.88);
    }
    if (model === "circulant" || model === "dmd") expect(relativeError).toBeLessThan(0.03);
  }

  for (const { form, bias } of extra.mass) {
    if (form === "recommended") expect(Math.abs(bias)).toBeLessThan(1e-12);
  }
  expect(extra.mass.some(({ form }) => form === "published")).toBe(true);
  const cover = (form: string) => extra.stateCoverage[form].find(({ level }) => level === 0.95);
  expect(cover("recommended")?.coverage).toBeGreaterThan(0.9);
  expect(cover("recommended")?.byTime).toHaveLength(10);
  // Mass tied tightly ties every bin.
  expect(cover("published")?.coverage).toBeLessThan(0.5);

  expect(extra.errorAgainstSequences).toHaveLength(14);
  const error = (form: string, n: number) =>
    extra.errorAgainstSequences.find((row) => row.form === form && row.sequences === n)
      ?.relativeError ?? Number.POSITIVE_INFINITY;
  expect(error("shifted", 8)).toBeLessThan(0.5 * error("published", 8));
  expect(error("recommended", 8)).toBeLessThan(error("shifted", 8));
}, 300_000);

it("stops when it is told to", async () => {
  const executor = inlineExecutor();
  const run = particleDensityExperiment.run({
    ...{ seed: 1, quick: true, executor, version: "0.0.0", now: () => 0 },
    signal: AbortSignal.abort(),
  });
  await expect(run).rejects.toMatchObject({ tag: "Interrupted" });
  await executor.close();
});

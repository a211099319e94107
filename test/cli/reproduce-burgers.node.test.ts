import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ForecastMetrics, Metrics } from "../../src/experiments/metrics.js";
import { succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();

it("finds the terms of the upwind scheme, and forecasts a shock with intervals that hold", async () => {
  const metrics: Metrics = await succeed(
    ["reproduce", "burgers-walkers", "--quick", "--seed", "1", "--out", "results"],
    { cwd: folder.path },
  );
  const results = join(folder.path, "results");
  expect(readFileSync(join(results, "report.html"), "utf8")).toMatch(/^<!doctype html>/i);
  expect(readdirSync(join(results, "figures"))).toContain("fig-18-shock.svg");

  const [, { sequences, terms }] = metrics.extra.active as unknown as {
    sequences: number;
    terms: { [name: string]: number };
  }[];
  expect(sequences).toBe(128);
  const upwind = metrics.extra.upwind as { [name: string]: number };
  for (const [name, value] of Object.entries(upwind)) {
    expect(Math.abs(terms[name] - value), name).toBeLessThan(0.1);
  }
  const others = Object.keys(terms).filter((name) => !(name in upwind));
  expect(others.length).toBeLessThanOrEqual(2);
  expect(Object.keys(terms).filter((name) => /[=,][1-9]/.test(name))).toEqual([]);
  expect(metrics.extra.boundMonotone).toBe(true);

  const rows = metrics.forecast.filter(({ model }) => model === "sparse-bayes");
  const of = (start: string, bins: number, quantity: ForecastMetrics["quantity"]) =>
    rows.filter((r) => r.start === start && r.bins === bins && r.quantity === quantity);
  for (const start of ["smooth", "shock"]) {
    for (const bins of [24, 96]) {
      const density = of(start, bins, "density");
      expect(density.map(({ step }) => step)).toEqual([1, 2, 4, 6, 9]);
      for (const { step, coverage, relativeError, diverged } of density) {
        expect(coverage, `${start}, ${bins} bins, ${step} steps`).toBeGreaterThan(0.9);
        expect(coverage).toBeLessThan(0.99);
        // On 96 bins the mean of the 40 runs is itself uncertain by 3 %.
        if (bins === 24) expect(relativeError).toBeLessThan(step <= 4 ? 0.06 : 0.12);
        expect(diverged).toBe(0);
      }
      const pairs = of(start, bins, "two-bin");
      expect(pairs).toHaveLength(4);
      for (const { coverage } of pairs) expect(coverage).toBeGreaterThan(0.9);
    }
  }
  const error = (model: string) =>
    metrics.forecast.find(
      (r) => r.model === model && r.start === "shock" && r.bins === 24 && r.step === 9,
    )?.relativeError;
  expect(error("sparse-bayes")).toBeLessThan(Number(error("lax-friedrichs")));
  expect(error("finite-volume")).toBeLessThan(Number(error("upwind")));
}, 300_000);

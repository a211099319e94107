import { expect, it } from "vitest";
import { runFieldProblem } from "../../../src/experiments/fields/experiment.js";
import type { Metrics } from "../../../src/experiments/metrics.js";
import { experiments } from "../../../src/experiments/registry.js";
import { tinyContext, tinyProblem, tinySizes } from "./tiny.js";

/** What two runs must have in common. */
function withoutSeconds({ seconds: _, fit, ...rest }: Metrics) {
  return JSON.stringify({ ...rest, fit: fit.map((row) => ({ ...row, seconds: 0 })) });
}

it("lists the experiments on fields", () => {
  const names = experiments.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["burgers-field", "kdv-field", "burgers-2d-field"]));
});

it("goes from simulation to report, with rows of every trajectory, and the same from the same seed", async () => {
  const phases = new Set<string>();
  const context = tinyContext({ onProgress: ({ phase }) => void phases.add(phase) });
  const { metrics, report, figures } = await runFieldProblem(tinyProblem, tinySizes, context);
  expect([...phases]).toEqual(expect.arrayContaining(["original starts", "fit", "forecast"]));

  const rows = metrics.forecast.filter(
    ({ model, form }) => model === "multiscale-sde" && form === "pod",
  );
  const whole = rows.filter(({ from, start }) => from === 0 && typeof start === "number");
  // Two trajectories, two training seeds.
  expect(whole.map(({ start, seed }) => [start, seed])).toEqual([
    [0, 3],
    [1, 3],
    [0, 1003],
    [1, 1003],
  ]);
  for (const row of whole) {
    expect([row.step, row.time, row.quantity, row.bins]).toEqual([20, 1, "field", 100]);
    expect(row.relativeError).toBeGreaterThan(0);
    expect(row.relativeErrorClean).toBeGreaterThan(0);
    expect(row.coverage).toBeGreaterThanOrEqual(0);
    expect(row.diverged).toBe(0);
  }
  const times = rows.filter(
    ({ from, start, seed }) => from === undefined && start === 0 && seed === 3,
  );
  expect(times.map(({ time }) => time)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  // The error of a trajectory is the root mean square over its times: between the least and the greatest.
  const errors = rows.filter(({ start, seed }) => start === 0 && seed === 3);
  expect(errors).toHaveLength(6);

  const starts = new Set(rows.map(({ start }) => `${start}`.replace(/-?\d+$/, "")));
  expect([...starts]).toEqual(
    ["", "longer", "shifted", "shifted-longer", "random", "random-longer"].filter((name) =>
      starts.has(name),
    ),
  );
  expect(starts.size).toBe(6);
  const dmd = metrics.forecast.filter(({ model }) => model === "pod-dmd");
  expect(dmd.length).toBeGreaterThan(0);
  expect(dmd.every(({ coverage }) => coverage === null)).toBe(true);

  expect(metrics.fit.map(({ model, micro, decoder }) => [model, micro, decoder])).toEqual([
    ["multiscale-sde", 5, "nonlinear"],
    ["multiscale-sde", 5, "nonlinear"],
    ["multiscale-sde", 0, "nonlinear"],
    ["multiscale-sde", 2, "nonlinear"],
    ["multiscale-sde", 0, "linear"],
    ["multiscale-sde", 2, "linear"],
    ["multiscale-sde", 5, "nonlinear"],
    ["pod-dmd", undefined, undefined],
  ]);
  expect(report).toContain("What this does not show");
  expect(report.length).toBeLessThan(1e6);
  expect(figures.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "truth-and-forecast",
      "error-over-time",
      "error-by-dimension",
      "latent",
    ]),
  );

  const again = await runFieldProblem(tinyProblem, tinySizes, tinyContext());
  expect(withoutSeconds(again.metrics)).toBe(withoutSeconds(metrics));
  expect(again.report).toBe(report);
}, 240_000);

it("stops where it is told to", async () => {
  const controller = new AbortController();
  const context = tinyContext({
    signal: controller.signal,
    onProgress: ({ phase }) => {
      if (phase === "fit") controller.abort();
    },
  });
  await expect(runFieldProblem(tinyProblem, tinySizes, context)).rejects.toMatchObject({
    tag: "Interrupted",
  });
});

/** fit, forecast and score, one after another, as a user gives them. */
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { coarsegrain, document, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const system = ["simulate", "advection-diffusion"];
const truth = ["--sequences", "40", "--steps", "4", "--seed", "2", "--shared-start"];
const fit = ["fit", "data.zarr", "--set", "range=2"];
const forecast = ["forecast", "posterior.zarr", "--steps", "4", "--draws", "50"];

let fitted: Awaited<ReturnType<typeof succeed>>;
beforeAll(async () => {
  await succeed([...system, "--out", "data.zarr", "--sequences", "32", "--seed", "1"], here());
  await succeed([...system, "--out", "truth.zarr", ...truth], here());
  fitted = await succeed([...fit, "--out", "posterior.zarr"], here());
  await succeed([...forecast, "--from", "truth.zarr", "--out", "forecast.zarr"], here());
}, 120_000);

describe("fit", () => {
  it("tells the law, its bound and whether it converged", () => {
    expect(fitted).toMatchObject({
      path: "posterior.zarr",
      model: "sparse-bayes",
      seed: 0,
      sequences: 32,
      converged: true,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(fitted.coefficients).toHaveLength(30);
    const stay = fitted.coefficients.find(({ name }: { name: string }) => name === "m=0");
    expect(stay).toMatchObject({ active: true });
    expect(stay.mean).toBeGreaterThan(0.3);
    expect(stay.mean).toBeLessThan(0.7);
    expect(stay.sd).toBeGreaterThan(0);
  });

  it("gives the same bytes again, from another folder too", async () => {
    await succeed(
      [...system, "--out", "sub/data.zarr", "--sequences", "32", "--seed", "1"],
      here(),
    );
    await succeed(["fit", "sub/data.zarr", "--set", "range=2", "--out", "again.zarr"], here());
    expect(filesOf(join(folder.path, "again.zarr"))).toEqual(
      filesOf(join(folder.path, "posterior.zarr")),
    );
  });

  it("records command, parameters, seed, version and the digest of its data", async () => {
    const data = await succeed(["info", "data.zarr"], here());
    const { kind, header } = await succeed(["info", "posterior.zarr"], here());
    expect(kind).toBe("posterior");
    expect(header).toMatchObject({
      command: "fit data.zarr --model sparse-bayes --seed 0 --set range=2",
      name: "sparse-bayes",
      seed: 0,
      version: expect.any(String),
      parameters: { range: 2 },
      data: { sha256: data.sha256 },
    });
  });

  it("prints the active law as a table", async () => {
    const { stdout } = await coarsegrain([...fit, "--out", "table.zarr"], here());
    expect(stdout).toMatch(/coefficient +mean +sd +mean-field sd/);
    expect(stdout).toMatch(/^m=0 +0\.\d+ +0\.\d+ +0\.\d+$/m);
  });

  it("does not replace a posterior unless told to", async () => {
    const refused = await document([...fit, "--out", "posterior.zarr"], here());
    expect([refused.status, refused.json.error.tag]).toEqual([2, "OutputExists"]);
    const other = await document([...fit, "--out", "data.zarr", "--overwrite"], here());
    expect([other.status, other.json.error.tag]).toEqual([2, "OutputExists"]);
  });

  it("goes on from a fit that ran out of iterations", async () => {
    const tight = [...fit, "--out", "short.zarr", "--set", "tolerance=1e-6"];
    const short = await succeed([...tight, "--set", "iterations=5"], here());
    expect(short).toMatchObject({ converged: false, iterations: 5 });
    const long = await succeed([...tight, "--set", "iterations=9", "--resume"], here());
    expect(long.iterations).toBe(9);
    const whole = [...tight, "--set", "iterations=9", "--out", "unbroken.zarr"];
    expect((await succeed(whole, here())).sha256).toBe(long.sha256);
  });

  it("refuses to resume from other data or another seed", async () => {
    await succeed([...system, "--out", "other.zarr", "--sequences", "32", "--seed", "9"], here());
    const resume = ["--set", "range=2", "--out", "posterior.zarr", "--resume"];
    const data = await document(["fit", "other.zarr", ...resume], here());
    expect([data.status, data.json.error.tag]).toEqual([2, "InvalidData"]);
    const seed = await document(["fit", "data.zarr", "--seed", "5", ...resume], here());
    expect(seed.json.error.message).toContain("seed of the posterior to resume");
  });
});

describe("forecast", () => {
  it("draws the same futures for the same seed, others for another", async () => {
    const draw = (out: string, seed: string) =>
      succeed([...forecast, "--from", "truth.zarr#0", "--out", out, "--seed", seed], here());
    const [a, b, c] = [
      await draw("a.zarr", "3"),
      await draw("b.zarr", "3"),
      await draw("c.zarr", "4"),
    ];
    expect(a).toMatchObject({ draws: 50, steps: 4, bins: 24, diverged: 0, time: [1, 2, 3, 4] });
    expect(b.sha256).toBe(a.sha256);
    expect(c.sha256).not.toBe(a.sha256);
  });

  it("starts from the recorded state, the walkers, or a training sequence", async () => {
    const from = async (start: string) => {
      const out = `${start}.zarr`;
      return succeed(
        [...forecast, "--from", "data.zarr#3", "--start", start, "--out", out],
        here(),
      );
    };
    const [state, auto, walkers] = [await from("state"), await from("auto"), await from("walkers")];
    expect([state.start, auto.start, walkers.start]).toEqual(["state", "auto", "walkers"]);
    expect((await from("training")).time).toEqual([2, 3, 4, 5]);
    const chunk = "predictions/counts/c.0.0.0.0";
    const counts = (name: string) => filesOf(join(folder.path, name))[chunk];
    expect(counts("state.zarr")).toBeDefined();
    expect(counts("auto.zarr")).toBe(counts("state.zarr"));
    expect(counts("walkers.zarr")).not.toBe(counts("state.zarr"));
  });

  it("takes training sequences from the data of the fit only", async () => {
    const args = [...forecast, "--from", "truth.zarr#0", "--start", "training", "--out", "no.zarr"];
    const { status, json } = await document(args, here());
    expect([status, json.error.tag]).toEqual([2, "InvalidData"]);
    expect(json.error.message).toContain("training data of the posterior");
  });

  it("writes on a finer grid", async () => {
    const args = [...forecast, "--from", "truth.zarr", "--bins", "96", "--out", "fine.zarr"];
    expect((await succeed(args, here())).bins).toBe(96);
    const { arrays } = await succeed(["info", "fine.zarr"], here());
    const counts = arrays.find(({ path }: { path: string }) => path === "predictions/counts");
    expect(counts.shape).toEqual([1, 50, 4, 96]);
  });

  it.each([
    ["bins that neither divide nor are divided", ["--bins", "36"], "InvalidParameter"],
    ["a sequence that is not there", ["--from", "truth.zarr#40"], "InvalidData"],
    ["more steps than can be written", ["--steps", "999999999999"], "InvalidParameter"],
    ["more draws than can be written", ["--draws", "99999999999"], "InvalidParameter"],
    ["more bins than can be written", ["--bins", "2400000"], "InvalidParameter"],
  ])("refuses %s", async (_, args, tag) => {
    const all = [...forecast, "--from", "truth.zarr", "--out", "refused.zarr", ...args];
    const { status, json } = await document(all, here());
    expect([status, json.error.tag]).toEqual([2, tag]);
    expect(Object.keys(filesOf(folder.path)).join()).not.toContain("refused.zarr");
  });
});

describe("score", () => {
  it("scores every step", async () => {
    const json = await succeed(["score", "forecast.zarr", "--truth", "truth.zarr"], here());
    expect(json).toMatchObject({
      model: "sparse-bayes",
      bins: 24,
      level: 0.95,
      draws: 50,
      runs: 40,
    });
    expect(json.steps.map(({ step }: { step: number }) => step)).toEqual([1, 2, 3, 4]);
    for (const { relativeError, coverage, width, crps, diverged } of json.steps) {
      expect(relativeError).toBeGreaterThan(0);
      expect(relativeError).toBeLessThan(0.2);
      expect(coverage).toBeGreaterThan(0.85);
      expect(coverage).toBeLessThanOrEqual(1);
      expect(width).toBeGreaterThan(0);
      expect(crps).toBeGreaterThan(0);
      expect(diverged).toBe(0);
    }
  });

  it("prints a table, with wider intervals at a higher level", async () => {
    const args = ["score", "forecast.zarr", "--truth", "truth.zarr"];
    const { stdout } = await coarsegrain(args, here());
    expect(stdout).toMatch(/step +time +error +floor +coverage \(0\.95\)/);
    const [half, most] = [
      await succeed([...args, "--level", "0.5"], here()),
      await succeed([...args, "--level", "0.9", "--bins", "12"], here()),
    ];
    expect(half.steps[0].coverage).toBeLessThan(most.steps[0].coverage);
    expect(most.bins).toBe(12);
  });

  it("refuses bins that do not divide and times that do not match", async () => {
    const score = ["score", "forecast.zarr", "--truth"];
    const bins = await document([...score, "truth.zarr", "--bins", "7"], here());
    expect([bins.status, bins.json.error.tag]).toEqual([2, "InvalidParameter"]);
    const times = await document([...score, "data.zarr"], here());
    expect([times.status, times.json.error.tag]).toEqual([2, "InvalidData"]);
    expect(times.json.error.message).toContain("times of the truth");
  });
});

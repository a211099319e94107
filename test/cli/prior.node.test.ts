/** Fits that go on from earlier data, and features of the user's own. */
import { describe, expect, it } from "vitest";
import { coarsegrain, document, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const simulate = (name: string, seed: number, steps = 1) =>
  succeed(
    ["simulate", "synthetic", "--out", name, "--sequences", "16", "--seed", `${seed}`].concat([
      "--steps",
      `${steps}`,
    ]),
    here(),
  );

describe("fit --prior", () => {
  it("goes on from a posterior of earlier data, records it, and resumes with it only", async () => {
    await simulate("a.zarr", 1);
    await simulate("b.zarr", 2);
    const fit = [
      "fit",
      "b.zarr",
      "--set",
      "range=1",
      "--out",
      "both.zarr",
      "--prior",
      "a-law.zarr",
    ];
    const first = await succeed(
      ["fit", "a.zarr", "--set", "range=1", "--out", "a-law.zarr"],
      here(),
    );
    const both = await succeed(fit, here());
    const sd = ({ coefficients }: typeof both) => {
      return coefficients.find(({ name }: { name: string }) => name === "m=-1").sd;
    };
    // Twice the data: the standard deviation falls by about the root of two.
    expect(sd(first) / sd(both)).toBeGreaterThan(1.2);
    expect(sd(first) / sd(both)).toBeLessThan(1.7);
    const { header } = await succeed(["info", "both.zarr"], here());
    expect(header.command).toContain("--prior a-law.zarr");
    expect(header.prior).toEqual({ sha256: first.sha256 });

    const without = fit.slice(0, -2);
    const refused = await document([...without, "--resume"], here());
    expect(refused.status).toBe(2);
    expect(refused.json.error.message).toMatch(/prior of the posterior to resume/);
    const resumed = await succeed([...fit, "--resume"], here());
    expect(resumed.sha256).toBe(both.sha256);
  }, 60_000);

  it("is for the model that can, and not for a choice of laws", async () => {
    const common = ["fit", "a.zarr", "--out", "x.zarr", "--prior", "a-law.zarr"];
    const other = await document([...common, "--model", "lasso"], here());
    expect(other.status).toBe(2);
    expect(other.json.error.message).toMatch(/sparse-bayes where --prior is given/);
    expect((await coarsegrain([...common, "--select", "range=1,2"], here())).status).toBe(2);
  }, 30_000);
});

describe("fit", () => {
  it("learns from longer sequences, their starts inferred, with features of the user's own", async () => {
    await simulate("long.zarr", 3, 4);
    const set = [
      "--set",
      "features=-1;1;-1^2;1,1;0^3",
      "--set",
      "sequences=chains",
      "--set",
      "starts=inferred",
    ];
    const fitted = await succeed(["fit", "long.zarr", "--out", "own.zarr", ...set], here());
    const names = fitted.coefficients.map(({ name }: { name: string }) => name);
    expect(names).toEqual(["m=-1", "m=1", "m=-1,-1", "m=1,1", "m=0,0,0"]);
    expect(fitted.parameters.range).toBe(1);
    const forecast = ["forecast", "own.zarr", "--from", "long.zarr#2", "--start", "training"];
    const made = await succeed([...forecast, "--steps", "2", "--out", "f.zarr"], here());
    expect(made.time).toEqual([5, 6]);
  }, 30_000);

  it("says what features may be", async () => {
    const bad = ["fit", "long.zarr", "--out", "y.zarr", "--set", "features=0;0"];
    const refused = await document(bad, here());
    expect(refused.status).toBe(2);
    expect(refused.json.error.message).toMatch(/features.*different products/);
  }, 30_000);
});

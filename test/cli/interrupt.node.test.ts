import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  coarsegrain,
  document,
  failingDisk,
  filesOf,
  type RunningChild,
  succeed,
  temporaryFolder,
} from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const at = (path: string) => join(folder.path, path);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const walkers = ["--set", "walkers=100000", "--set", "method=micro"];
const simulate = ["simulate", "advection-diffusion", "--sequences", "120", ...walkers];

it.each(["SIGINT", "SIGTERM"] as const)(
  "%s during a simulation keeps what is finished, and --resume makes the rest",
  async (signal) => {
    const out = `${signal}.zarr`;
    const chunks = () => {
      const counts = at(`${out}/counts`);
      return existsSync(counts) ? readdirSync(counts).filter((name) => /^c\./.test(name)) : [];
    };
    const args = [...simulate, "--out", out, "--workers", "1"];
    const whileRunning = async ({ kill, stderrHas }: RunningChild) => {
      await stderrHas(/simulate 0/);
      for (let look = 0; look < 2000 && chunks().length === 0; look++) await pause(5);
      kill(signal);
    };
    const { status, json, stderr } = await document(args, { ...here(), whileRunning });
    expect([status, json.error.tag]).toEqual([130, "Interrupted"]);
    expect(json.error.message).toContain("--resume");
    expect(stderr).toContain("Interrupt again to stop at once");
    const kept = chunks().length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(120);
    const rest = await succeed([...args, "--resume"], here());
    expect(rest.written).toBe(120 - kept);
    if (!existsSync(at("unbroken.zarr"))) {
      await succeed([...simulate, "--out", "unbroken.zarr"], here());
    }
    expect(filesOf(at(out))).toEqual(filesOf(at("unbroken.zarr")));
  },
  120_000,
);

it("SIGINT during a fit keeps its state, and --resume ends with the bytes of a fit without it", async () => {
  const data = ["simulate", "advection-diffusion", "--sequences", "64", "--out", "data.zarr"];
  await succeed(data, here());
  const long = ["ascent=plain", "eliminate=0", "tolerance=1e-12", "iterations=800"];
  const settings = long.flatMap((setting) => ["--set", setting]);
  const fit = ["fit", "data.zarr", ...settings];
  const whileRunning = async ({ kill, stderrHas }: RunningChild) => {
    await stderrHas(/fit 1,/);
    kill("SIGINT");
  };
  const args = [...fit, "--out", "broken.zarr"];
  const { status, json } = await document(args, { ...here(), whileRunning });
  expect([status, json.error.tag]).toEqual([130, "Interrupted"]);
  const { header } = await succeed(["info", "broken.zarr"], here());
  expect(header.converged).toBe(false);
  expect(header.iteration).toBeGreaterThan(0);
  expect(header.iteration).toBeLessThan(800);
  const resumed = await succeed([...args, "--resume"], here());
  expect(resumed.iterations).toBe(800);
  await succeed([...fit, "--out", "whole.zarr"], here());
  expect(filesOf(at("broken.zarr"))).toEqual(filesOf(at("whole.zarr")));
}, 120_000);

it("a second SIGINT ends at once, whatever hangs", async () => {
  const whileRunning = async ({ kill, stderrHas }: RunningChild) => {
    const counts = at("hanging.zarr/counts");
    const writing = () => existsSync(counts) && readdirSync(counts).some((n) => n.endsWith(".tmp"));
    for (let look = 0; look < 2000 && !writing(); look++) await pause(5);
    kill("SIGINT");
    await stderrHas(/Interrupt again/);
    await pause(100);
    kill("SIGINT");
  };
  const args = ["simulate", "advection-diffusion", "--out", "hanging.zarr", "--json"];
  const { status, stdout } = await coarsegrain(args, {
    ...here(),
    env: failingDisk("HANG"),
    whileRunning,
  });
  expect([status, stdout]).toEqual([130, ""]);
});

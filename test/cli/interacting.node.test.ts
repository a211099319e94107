import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coarsegrain, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const own = ["simulate", "interacting-walkers", "--sequences", "3", "--steps", "2"];

it("simulates a jump law of the user's own, a polynomial and a table, and records it", async () => {
  const laws = ["--set", "right=0.02,0.01", "--set", "left=0:0.1, 2:0.3, 6:0"];
  const json = await succeed([...own, "--out", "own.zarr", ...laws], here());
  const parameters = {
    right: [0.02, 0.01],
    left: [
      [0, 0.1],
      [2, 0.3],
      [6, 0],
    ],
  };
  expect(json).toMatchObject({ written: 3, walkers: 2400, parameters });
  const info = await succeed(["info", "own.zarr"], here());
  expect(info.header.parameters).toMatchObject(parameters);
  const { stdout } = await coarsegrain(["info", "own.zarr"], here());
  expect(stdout).toContain("left=0:0.1,2:0.3,6:0 ");
  expect(stdout).toContain("right=0.02,0.01 ");
});

it("shows a law in the list as it is set", async () => {
  const { stdout } = await coarsegrain(["list"], here());
  expect(stdout).toMatch(/right=0\.1 .*a function of the local density relative to even spread/);
});

it("gives the same bytes for one worker and two, and goes on after a part", async () => {
  const burgers = ["simulate", "burgers-walkers", "--sequences", "8"];
  await succeed([...burgers, "--workers", "1", "--out", "one.zarr"], here());
  await succeed([...burgers, "--workers", "2", "--out", "two.zarr"], here());
  for (const shard of ["0/2", "1/2"]) {
    await succeed([...burgers, "--shard", shard, "--out", "parts.zarr"], here());
  }
  const files = filesOf(join(folder.path, "one.zarr"));
  expect(filesOf(join(folder.path, "two.zarr"))).toEqual(files);
  expect(filesOf(join(folder.path, "parts.zarr"))).toEqual(files);
});

describe("a law that is none ends with status 2, and leaves nothing", () => {
  it.each([
    ["a negative probability", "right=0.1,-0.01", 'received "-0.38 at density 48"'],
    [
      "a sum above 1",
      "right=0.95",
      "right + left must be at most 1 at every density that may occur",
    ],
    ["words", "right=fast", 'received "fast"'],
    ["a table that falls back", "right=1:0.1,0:0.2", "with rising u"],
  ])("%s", async (_, setting, message) => {
    const args = [...own, "--out", "bad.zarr", "--set", setting];
    const { status, stdout, stderr } = await coarsegrain(args, here());
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(() => filesOf(join(folder.path, "bad.zarr"))).toThrow();
  });
});

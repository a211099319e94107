import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coarsegrain, document, filesOf, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });
const root = join(import.meta.dirname, "../..");
const commands = ["list", "simulate", "fit", "forecast", "score", "info", "reproduce"];

it("tells its version", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { status, stdout } = await coarsegrain(["--version"], here());
  expect([status, stdout]).toEqual([0, `${version}\n`]);
});

it.each(commands)("explains %s with examples", async (command) => {
  const { status, stdout, stderr } = await coarsegrain([command, "--help"], here());
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`coarsegrain ${command}`);
  expect(stdout).toMatch(/Examples:\n {2}\$ coarsegrain/);
  expect(stdout).toContain("--json");
});

it("lists systems, models and experiments with their parameters", async () => {
  const json = await succeed(["list"], here());
  expect(json.systems).toContainEqual(
    expect.objectContaining({
      name: "advection-diffusion",
      summary: expect.any(String),
      parameters: expect.objectContaining({
        walkers: expect.objectContaining({ kind: "integer", default: 2400 }),
      }),
    }),
  );
  expect(json.models).toContainEqual(expect.objectContaining({ name: "sparse-bayes" }));
  const { stdout } = await coarsegrain(["list"], here());
  for (const { name } of [...json.systems, ...json.models, ...json.experiments]) {
    expect(stdout).toContain(`${name}: `);
  }
});

describe("bad usage ends with status 2", () => {
  it.each([
    ["no command", [], "Usage: coarsegrain"],
    ["an unknown command", ["simulat"], "Did you mean simulate?"],
    ["an unknown option", ["list", "--jsn"], "Did you mean --json?"],
    ["a missing argument", ["fit", "--out", "x"], "missing required argument"],
    ["a missing option", ["fit", "data.zarr"], "--out"],
    ["one argument too many", ["info", "a", "b"], "too many arguments"],
    [
      "options that contradict each other",
      ["simulate", "x", "--out", "x", "--resume", "--overwrite"],
      "cannot be used with",
    ],
  ])("%s", async (_, args, message) => {
    const { status, stdout, stderr } = await coarsegrain(args, here());
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("and one JSON document where that was asked for", async () => {
    const { status, json } = await document(["list", "--jso"], here());
    expect(status).toBe(2);
    expect(json.error).toMatchObject({
      tag: "Usage",
      message: expect.stringContaining("unknown option"),
      fields: { code: "commander.unknownOption" },
    });
  });
});

const simulate = ["simulate", "advection-diffusion", "--out", "bad.zarr"];

describe("bad input ends with status 2, its tag, and nothing written", () => {
  it.each([
    ["an unknown system", ["simulate", "advection-difusion", "--out", "bad.zarr"], "UnknownName"],
    ["negative walkers", [...simulate, "--set", "walkers=-1"], "InvalidParameter"],
    ["half a walker", [...simulate, "--set", "walkers=2.5"], "InvalidParameter"],
    [
      "probabilities that sum to more than 1",
      [...simulate, "--set", "left=0.7", "--set", "right=0.6"],
      "InvalidParameter",
    ],
    ["a probability that is no number", [...simulate, "--set", "left=often"], "InvalidParameter"],
    ["a misspelt parameter", [...simulate, "--set", "walker=10"], "UnknownParameter"],
    ["a setting without a value", [...simulate, "--set", "walkers"], "InvalidParameter"],
    ["no sequences", [...simulate, "--sequences", "0"], "InvalidParameter"],
    ["a seed that is no number", [...simulate, "--seed", "1e3"], "InvalidParameter"],
    ["no workers", [...simulate, "--workers", "0"], "InvalidParameter"],
    ["more workers than can be", [...simulate, "--workers", "100000000"], "InvalidParameter"],
    ["a seed beyond 2^53", [...simulate, "--seed", "9007199254740993"], "InvalidParameter"],
    ["more steps than can be", [...simulate, "--steps", "9007199254740991"], "InvalidParameter"],
    ["an empty path", ["simulate", "advection-diffusion", "--out", ""], "InvalidParameter"],
    ["a shard beyond the last", [...simulate, "--shard", "4/3"], "InvalidParameter"],
    ["data that are not there", ["fit", "nowhere.zarr", "--out", "bad.zarr"], "StorageFailure"],
    [
      "an unknown model",
      ["fit", "nowhere.zarr", "--model", "sparse-bayse", "--out", "bad.zarr"],
      "UnknownName",
    ],
    ["an unknown experiment", ["reproduce", "advection", "--out", "bad.zarr"], "UnknownName"],
    ["a path that holds nothing", ["info", "nowhere.zarr"], "StorageFailure"],
  ])("%s", async (_, args, tag) => {
    const { status, stderr, json } = await document(args, here());
    expect([status, json.error.tag]).toEqual([2, tag]);
    expect(json.error.fields).toEqual(expect.any(Object));
    expect(stderr).toContain(`${tag}: ${json.error.message}`);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(filesOf(folder.path)).toEqual({});
  });

  it("suggests the name that was meant", async () => {
    const setting = await document([...simulate, "--set", "walker=10"], here());
    expect(setting.json.error.message).toContain('Did you mean "walkers"?');
    const system = await document(["simulate", "advection-difusion", "--out", "x"], here());
    expect(system.json.error.message).toContain('Did you mean "advection-diffusion"?');
  });
});

it("a reader that leaves early causes no message", () => {
  const script = `"$0" "$1" list --json | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const args = ["-c", script, process.execPath, join(root, "dist/cli.js")];
  const { stdout, stderr } = spawnSync("bash", args, { cwd: folder.path, encoding: "utf8" });
  expect([stdout, stderr]).toEqual(["0\n", ""]);
});

it("output that cannot be written ends with status 1 and one line", () => {
  const args = ["-c", `"$0" "$1" list > /dev/full`, process.execPath, join(root, "dist/cli.js")];
  const { status, stderr } = spawnSync("bash", args, { cwd: folder.path, encoding: "utf8" });
  expect([status, stderr]).toEqual([1, "StorageFailure: Cannot write standard output (ENOSPC).\n"]);
});

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { inProcess, type Peer, runBench } from "../../bench/harness.js";

const root = join(import.meta.dirname, "../..");

afterEach(() => {
  vi.restoreAllMocks();
});

function takes(seconds: number): Peer {
  return { unavailable: () => undefined, seconds: () => seconds };
}

it("gives our rate, and its ratio to each peer that is there", async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  const messages = vi.spyOn(console, "error").mockImplementation(() => {});
  let runs = 0;
  const { rows, name } = await runBench("waiting", [
    {
      name: "10 ms",
      unit: "waits/s",
      work: 1,
      run: () => new Promise((resolve) => setTimeout(resolve, 10)),
      peers: {
        js: inProcess(() => runs++, 1),
        cpp: takes(100),
        numpy: { unavailable: () => "it is not installed", seconds: () => Number.NaN },
      },
    },
  ]);
  expect(name).toBe("waiting");
  expect(rows).toHaveLength(1);
  const [row] = rows;
  // A timer waits at least its time; a loaded machine makes it late, never early by more than rounding.
  expect(row.value).toBeLessThan(105);
  expect(row.peers.cpp).toBeCloseTo(row.value * 100, 6);
  expect(row.peers.js).toBeLessThan(1);
  expect(runs).toBeGreaterThan(0);
  expect(row.peers).not.toHaveProperty("numpy");
  expect(messages).toHaveBeenCalledWith("10 ms: numpy skipped, it is not installed");
});

it("counts no time that passes without work where processors' time is asked for", async () => {
  vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
  const run = async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    const end = performance.now() + 10;
    while (performance.now() < end);
  };
  const entry = { name: "mostly waiting", unit: "ms", work: 1, rounds: 1, run } as const;
  const { rows } = await runBench("waiting", [entry, { ...entry, clock: "processor" }]);
  expect(rows[0].value).toBeGreaterThan(38);
  expect(rows[1].value).toBeLessThan(0.75 * rows[0].value);
});

it("ends with 2 and names the benchmarks when the name is unknown", () => {
  const args = [join(root, "scripts/bench.mjs"), "no-such-benchmark"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(`There is no benchmark "no-such-benchmark". Known: `);
});

/**
 * Compares our rate with that of peers: in turns, many times, by medians.
 *
 * Rounds alternate between the contestants, so that a slow spell of the machine meets all of them. One
 * sample is as many runs as fill a tenth of a second; its rate is the work done divided by its time.
 */
import { availableParallelism, cpus } from "node:os";

export type PeerName = "js" | "numpy" | "cpp" | "torch" | "tfjs";

/** Another way to do the same work. */
export interface Peer {
  /** Why it cannot run here, or undefined if it can. */
  unavailable(): string | undefined;
  /** Seconds of one run. */
  seconds(): number | Promise<number>;
  /** Units of work in one run, where it differs from the case's own. */
  readonly work?: number;
}

/** One thing to measure, such as one size. */
export interface Case {
  readonly name: string;
  /** What the rate counts, such as "walkers/s"; "ms" or "s" gives the time of one unit of work instead. */
  readonly unit: string;
  /** Units of work in one run. */
  readonly work: number;
  /** Rounds to take the median of, where a run is long. */
  readonly rounds?: number;
  /** What is counted of our runs: time that passes, by default, or time of this process's processors. */
  readonly clock?: "wall" | "processor";
  readonly run: () => unknown;
  readonly peers?: { readonly [name in PeerName]?: Peer };
}

/** A figure that is not a rate, such as a number of iterations. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly figure: () => number | Promise<number>;
}

/** A line of the result; `peers` holds our rate divided by theirs: above 1, we are faster. */
export interface Row {
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  readonly peers: { [name in PeerName]?: number };
}

export interface BenchResult {
  readonly name: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

const rounds = 7;
const sampleSeconds = 0.1;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Seconds of processors that this process has used, those of the engine's own threads included. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const clocks = { wall: () => performance.now() / 1000, processor: processorSeconds };

/** Seconds of one run of `run`, as the mean over as many runs as fill a sample. */
async function timeRun(run: () => unknown, clock: Case["clock"] = "wall"): Promise<number> {
  const now = clocks[clock];
  const start = now();
  let runs = 0;
  let elapsed = 0;
  do {
    const pending = run();
    if (pending instanceof Promise) await pending;
    runs++;
    elapsed = now() - start;
  } while (elapsed < sampleSeconds);
  return elapsed / runs;
}

/** A peer that runs in this process. */
export function inProcess(run: () => unknown, work?: number): Peer {
  return {
    unavailable: () => undefined,
    seconds: () => timeRun(run),
    ...(work === undefined ? {} : { work }),
  };
}

interface Contestant {
  readonly name: PeerName | "ours";
  readonly work: number;
  readonly seconds: () => number | Promise<number>;
  readonly rates: number[];
}

function contestants(entry: Case): Contestant[] {
  const seconds = () => timeRun(entry.run, entry.clock);
  const ours = { name: "ours", work: entry.work, seconds, rates: [] };
  const all: Contestant[] = [ours as Contestant];
  for (const [name, peer] of Object.entries(entry.peers ?? {}) as [PeerName, Peer][]) {
    const reason = peer.unavailable();
    if (reason !== undefined) {
      console.error(`${entry.name}: ${name} skipped, ${reason}`);
      continue;
    }
    const seconds = () => peer.seconds();
    all.push({ name, work: peer.work ?? entry.work, seconds, rates: [] });
  }
  return all;
}

async function measure(entry: Case): Promise<Row> {
  const all = contestants(entry);
  await timeRun(entry.run); // until the engine has compiled it
  for (let round = 0; round < (entry.rounds ?? rounds); round++) {
    for (const { work, seconds, rates } of all) rates.push(work / (await seconds()));
  }
  const rate = median(all[0].rates);
  const peers: { [name in PeerName]?: number } = {};
  for (const { name, rates } of all) if (name !== "ours") peers[name] = rate / median(rates);
  const perSecond = { ms: 1000, s: 1 }[entry.unit];
  const value = perSecond === undefined ? rate : perSecond / rate;
  return { case: entry.name, value, unit: entry.unit, peers };
}

function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${model}, ${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

function formatTable({ name, machine, rows }: BenchResult): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.peers)))] as PeerName[];
  const cells = [
    ["case", "value", "unit", ...names.map((peer) => `x ${peer}`)],
    ...rows.map((row) => [
      row.case,
      Number.isInteger(row.value)
        ? `${row.value}`
        : row.value.toPrecision(row.unit === "nats" ? 7 : 4),
      row.unit,
      ...names.map((peer) => row.peers[peer]?.toFixed(2) ?? "-"),
    ]),
  ];
  const widths = cells[0].map((_, j) => Math.max(...cells.map((line) => line[j].length)));
  const lines = cells.map((line) =>
    line.map((cell, j) => (j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j]))).join("  "),
  );
  return [`${name} on ${machine}`, ...lines].join("\n");
}

/** Measures all cases and prints a table, or one JSON document if the command line has `--json`. */
export async function runBench(
  name: string,
  cases: readonly (Case | Figure)[],
): Promise<BenchResult> {
  const rows: Row[] = [];
  for (const entry of cases) {
    console.error(`${name}: ${entry.name}`);
    if ("run" in entry) rows.push(await measure(entry));
    else {
      rows.push({ case: entry.name, value: await entry.figure(), unit: entry.unit, peers: {} });
    }
  }
  const result = { name, machine: describeMachine(), rows };
  console.log(process.argv.includes("--json") ? JSON.stringify(result) : formatTable(result));
  return result;
}

/**
 * The fit of the sparse Bayesian model, from data in memory to a bound: set-up, Gram matrices and
 * iterations. Peers run the same updates, to the same bound, on the same data.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dataset } from "../src/dataset/dataset.js";
import { instantiateKernel } from "../src/kernel/load.js";
import { fillNormal, multinomial, openStream } from "../src/kernel/random.js";
import { softmax } from "../src/kernel/softmax-multinomial.js";
import { infer, initialState } from "../src/models/sparse-bayes/infer.js";
import { createProblem } from "../src/models/sparse-bayes/problem.js";
import { sparseBayes } from "../src/models/sparse-bayes/sparse-bayes.js";
import type { VariationalState } from "../src/models/sparse-bayes/state.js";
import { advectionDiffusion } from "../src/simulate/advection-diffusion.js";
import { simulate } from "../src/simulate/simulate.js";
import { type Case, type Figure, inProcess, runBench } from "./harness.js";
import { python, pythonOutput } from "./peers/external.js";
import { fitJs } from "./peers/sparse-fit-js.js";

type Given = { readonly [name: string]: string | number };

/** A fit as a user's call makes it, without the posterior's covariances and forecasts. */
async function fitState(data: Dataset, given: Given) {
  const kernel = await instantiateKernel();
  const { parameters } = sparseBayes(given);
  const problem = createProblem(kernel, data, parameters, 0);
  const state = await infer(problem, initialState(problem));
  return { state, memory: kernel.call.memory.buffer.byteLength };
}

/** X0 white with sd .5, X1 = theta . phi(X0) without noise; the first experiment of the 2019 paper. */
async function synthetic(sequences: number): Promise<Dataset> {
  const bins = 24;
  const walkers = 4800;
  const kernel = await instantiateKernel();
  const stream = openStream(kernel, 1);
  const normals = kernel.arena.f64(sequences * bins);
  const next = kernel.arena.f64(sequences * bins);
  const rho = kernel.arena.f64(sequences * bins);
  const row = kernel.arena.f64(bins);
  const drawn = kernel.arena.u32(bins);
  fillNormal(kernel, stream, normals);
  const initialState = normals.view.map((z) => 0.5 * z);
  for (let i = 0; i < sequences; i++) {
    for (let j = 0; j < bins; j++) {
      const left = initialState[i * bins + ((j + bins - 1) % bins)];
      const right = initialState[i * bins + ((j + 1) % bins)];
      next.view[i * bins + j] = 0.5 * (left + right) + 0.21 * left * left - 0.23 * right * right;
    }
  }
  const counts = new Uint32Array(2 * sequences * bins);
  for (const [step, states] of [initialState, next.view.slice()].entries()) {
    next.view.set(states);
    softmax(kernel, next, sequences, bins, rho);
    for (let i = 0; i < sequences; i++) {
      row.view.set(rho.view.subarray(i * bins, (i + 1) * bins));
      multinomial(kernel, stream, row, walkers, drawn);
      counts.set(drawn.view, (2 * i + step) * bins);
    }
  }
  return new Dataset({
    grid: { domain: [-1, 1], bins },
    time: Float64Array.of(0, 1),
    sequences,
    walkers,
    counts,
    initialState,
    provenance: { version: "", command: "bench", name: "synthetic", parameters: {}, seed: 1 },
  });
}

function walkers(sequences: number): Promise<Dataset> {
  return simulate(advectionDiffusion({ sigma: 0.3, length: 1 }), { sequences, seed: 1 });
}

/** Counts after the coarse step, [sequences][bins]. */
function lastCounts(data: Dataset): Float64Array {
  const { bins } = data.grid;
  const counts = new Float64Array(data.sequences * bins);
  for (let i = 0; i < data.sequences; i++) counts.set(data.countsAt(i, 1), i * bins);
  return counts;
}

const folder = mkdtempSync(join(tmpdir(), "coarsegrain-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Writes the data for peers in other languages; see sparse_fit.py. */
function exchange(name: string, data: Dataset): string {
  const path = join(folder, `${name}.f64`);
  const header = [data.sequences, data.grid.bins, data.walkers];
  writeFileSync(
    path,
    Float64Array.from([...header, ...(data.initialState ?? []), ...lastCounts(data)]),
  );
  return path;
}

function lastBound(state: VariationalState): number {
  return state.bound[state.bound.length - 1];
}

/** Most by which two programs' converged bounds may differ, in nats. */
const agreement = 0.1;
/** A fit counts as done this far below its converged bound, in nats. */
const nearly = 2;

/** Time to the bound, of ours and of the peers, and the time of a whole fit. */
async function problem(name: string, data: Dataset, range: number, relevance: string) {
  const path = exchange(name.replaceAll(" ", "-"), data);
  const common = { range, relevance, iterations: 20_000 };
  const { state } = await fitState(data, { ...common, eliminate: 0, tolerance: 1e-4 });
  const final = lastBound(state);
  const target = final - nearly;
  const iterations = state.bound.findIndex((bound) => bound >= target) + 1;
  const whole = await fitState(data, common);

  const args = [path, range, relevance];
  const printed = pythonOutput("sparse_fit.py", [...args, 0, "tolerance", 1e-4]);
  const theirs = printed?.split(" ").map(Number);
  if (theirs !== undefined && !(Math.abs(theirs[0] - final) < agreement)) {
    throw new Error(`${name}: NumPy ends at a bound of ${theirs[0]}, we at ${final}.`);
  }
  const figure = (what: string, unit: string, value: number): Figure => ({
    name: `${name}: ${what}`,
    unit,
    figure: () => value,
  });
  const js = {
    x0: data.initialState ?? new Float64Array(),
    counts: lastCounts(data),
    sequences: data.sequences,
    bins: data.grid.bins,
    walkers: data.walkers,
  };
  const plan = { range, accelerated: relevance === "accelerated", target };
  const cases: (Case | Figure)[] = [
    {
      name: `${name}: to within ${nearly} nats`,
      unit: "ms",
      work: 1,
      run: () => fitState(data, { ...common, eliminate: 0, iterations }),
      peers: {
        js: inProcess(() => fitJs(js, plan)),
        numpy: python("sparse_fit.py", [...args, 0, "target", target]),
      },
    },
    figure("iterations to there", "", iterations),
    figure("final bound", "nats", final),
    ...(theirs === undefined ? [] : [figure("final bound of NumPy", "nats", theirs[0])]),
    figure("final iterations", "", state.iteration),
    {
      name: `${name}: whole fit with elimination`,
      unit: "ms",
      work: 1,
      run: () => fitState(data, common),
      peers: { numpy: python("sparse_fit.py", [...args, 3, "tolerance", 0.01]) },
    },
    figure("its iterations", "", whole.state.iteration),
    figure("its features", "", whole.state.active.length),
    figure("its bound", "nats", lastBound(whole.state)),
  ];
  return cases;
}

/** Iterations that the cases of growing size make. */
const growthIterations = 50;

/** Time of an iteration, and the memory and time of a whole fit, of more and more sequences. */
async function growth(sequences: number): Promise<(Case | Figure)[]> {
  const data = await walkers(sequences);
  const path = exchange(`growth-${sequences}`, data);
  const name = `walkers N=${sequences} M=2`;
  const given = { range: 2, iterations: growthIterations };
  const args = [path, 2, "accelerated", 3, "iterations", growthIterations];
  const start = performance.now();
  const { state, memory } = await fitState(data, { range: 2 });
  const seconds = (performance.now() - start) / 1000;
  return [
    {
      name: `${name}: an iteration, of the first ${growthIterations}`,
      unit: "ms",
      work: growthIterations,
      rounds: 5,
      run: () => fitState(data, given),
      peers: { numpy: python("sparse_fit.py", args) },
    },
    { name: `${name}: whole fit`, unit: "s", figure: () => seconds },
    { name: `${name}: its iterations`, unit: "", figure: () => state.iteration },
    { name: `${name}: linear memory`, unit: "MiB", figure: () => memory / 2 ** 20 },
  ];
}

const data = await walkers(64);
await runBench("sparse-fit", [
  ...(await problem("walkers N=64 M=6", data, 6, "accelerated")),
  ...(await problem("walkers N=64 M=6 plain", data, 6, "plain")),
  ...(await problem("synthetic N=64 M=2", await synthetic(64), 2, "accelerated")),
  ...(await growth(100)),
  ...(await growth(1000)),
  ...(await growth(10_000)),
]);

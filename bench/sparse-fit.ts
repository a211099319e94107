/**
 * The fit of the sparse Bayesian model, from data in memory to a bound: set-up, Gram matrices and
 * iterations. Peers run the same updates, to the same bound, on the same data.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dataset } from "../src/dataset/dataset.js";
import { instantiateKernel } from "../src/kernel/load.js";
import { fit } from "../src/models/fit.js";
import { infer, initialState } from "../src/models/sparse-bayes/infer.js";
import { createProblem } from "../src/models/sparse-bayes/problem.js";
import { sparseBayes } from "../src/models/sparse-bayes/sparse-bayes.js";
import type { VariationalState } from "../src/models/sparse-bayes/state.js";
import { advectionDiffusion } from "../src/simulate/advection-diffusion.js";
import { simulate } from "../src/simulate/simulate.js";
import { synthetic } from "../src/simulate/synthetic.js";
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

/** The first experiment of the 2019 paper: X0 white with sd .5, X1 = theta . phi(X0) without noise. */
function syntheticData(sequences: number): Promise<Dataset> {
  return simulate(synthetic(), { sequences, seed: 1 });
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

/** Most by which two programs' bounds may differ at the end of a fit, in nats. */
const agreement = 0.1;

/** Throws if a peer's bound differs from ours: its time would be that of another fit. */
function agree(who: string, bound: number, ours: number): void {
  if (Math.abs(bound - ours) < agreement) return;
  throw new Error(`${who} ends at a bound of ${bound}, we at ${ours}.`);
}

/** The end of NumPy's fit, or undefined where no Python imports NumPy; see sparse_fit.py. */
function numpyFit(
  args: readonly (string | number)[],
  eliminate: number,
  mode: "iterations" | "tolerance",
  value: number,
): { bound: number; iterations: number } | undefined {
  const printed = pythonOutput("sparse_fit.py", [...args, eliminate, mode, value]);
  if (printed === undefined) return undefined;
  const [bound, iterations] = printed.split(/\s/).map(Number);
  return { bound, iterations };
}

/** A fit counts as done this far below its converged bound, in nats. */
const nearly = 2;

/** Time to the bound, of ours and of the peers, and the time of a whole fit. */
async function problem(name: string, data: Dataset, range: number, ascent: string) {
  const path = exchange(name.replaceAll(" ", "-"), data);
  const common = { range, ascent, iterations: 20_000 };
  const patient = { ...common, eliminate: 0, tolerance: 1e-4 };
  const { state } = await fitState(data, patient);
  const final = lastBound(state);
  const target = final - nearly;
  const iterations = state.bound.findIndex((bound) => bound >= target) + 1;
  const whole = { ...common, eliminate: 3, tolerance: 0.01 };
  const { state: reduced } = await fitState(data, whole);

  const args = [path, range, ascent];
  const theirs = numpyFit(args, 0, "tolerance", patient.tolerance);
  const theirWhole = numpyFit(args, whole.eliminate, "tolerance", whole.tolerance);
  if (theirs !== undefined) agree(`${name}: NumPy`, theirs.bound, final);
  if (theirWhole !== undefined) agree(`${name}: NumPy`, theirWhole.bound, lastBound(reduced));
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
  const plan = { range, accelerated: ascent === "accelerated" };
  const inJs = fitJs(js, { ...plan, tolerance: patient.tolerance });
  agree(`${name}: plain JavaScript`, inJs.bound, final);
  const cases: (Case | Figure)[] = [
    {
      name: `${name}: to within ${nearly} nats`,
      unit: "ms",
      work: 1,
      run: () => fitState(data, { ...patient, iterations }),
      peers: {
        js: inProcess(() => fitJs(js, { ...plan, target })),
        numpy: python("sparse_fit.py", [...args, 0, "target", target]),
      },
    },
    figure("iterations to there", "", iterations),
    figure("final bound", "nats", final),
    figure("final iterations", "", state.iteration),
    figure("final bound of plain JavaScript", "nats", inJs.bound),
    figure("final iterations of plain JavaScript", "", inJs.iterations),
    ...(theirs === undefined
      ? []
      : [
          figure("final bound of NumPy", "nats", theirs.bound),
          figure("final iterations of NumPy", "", theirs.iterations),
        ]),
    {
      name: `${name}: whole fit with elimination`,
      unit: "ms",
      work: 1,
      run: () => fitState(data, whole),
      peers: {
        numpy: python("sparse_fit.py", [...args, whole.eliminate, "tolerance", whole.tolerance]),
      },
    },
    figure("its iterations", "", reduced.iteration),
    figure("its features", "", reduced.active.length),
    figure("its bound", "nats", lastBound(reduced)),
  ];
  return cases;
}

/** Iterations that the cases of growing size make; fewer than any of them needs to converge. */
const growthIterations = 20;

/**
 * Time of an iteration without elimination, with its share of the set-up, and the memory and time of one
 * whole fit, of more and more sequences.
 */
async function growth(system: string, data: Dataset): Promise<(Case | Figure)[]> {
  const { sequences } = data;
  const name = `${system} N=${sequences} M=2`;
  const path = exchange(name.replaceAll(" ", "-"), data);
  const given = { range: 2, eliminate: 0, iterations: growthIterations };
  const args = [path, 2, "accelerated"];
  const { state: early } = await fitState(data, given);
  if (early.iteration < growthIterations) {
    throw new Error(`${name}: converges in ${early.iteration} iterations.`);
  }
  const theirs = numpyFit(args, 0, "iterations", growthIterations);
  if (theirs !== undefined) agree(`${name}: NumPy`, theirs.bound, lastBound(early));
  const { memory } = await fitState(data, { range: 2, iterations: 1 });
  const start = performance.now();
  const { state } = await fit(data, sparseBayes({ range: 2 }));
  const seconds = (performance.now() - start) / 1000;
  return [
    {
      name: `${name}: an iteration, of the first ${growthIterations}`,
      unit: "ms",
      work: growthIterations,
      rounds: 5,
      run: () => fitState(data, given),
      peers: { numpy: python("sparse_fit.py", [...args, 0, "iterations", growthIterations]) },
    },
    { name: `${name}: whole fit`, unit: "s", figure: () => seconds },
    { name: `${name}: its iterations of all sequences`, unit: "", figure: () => state.iteration },
    { name: `${name}: linear memory`, unit: "MiB", figure: () => memory / 2 ** 20 },
  ];
}

const data = await walkers(64);
await runBench("sparse-fit", [
  ...(await problem("walkers N=64 M=6", data, 6, "accelerated")),
  ...(await problem("walkers N=64 M=6 plain", data, 6, "plain")),
  ...(await problem("synthetic N=64 M=2", await syntheticData(64), 2, "accelerated")),
  ...(await growth("walkers", await walkers(100))),
  ...(await growth("walkers", await walkers(1000))),
  ...(await growth("walkers", await walkers(10_000))),
  ...(await growth("synthetic", await syntheticData(10_000))),
]);

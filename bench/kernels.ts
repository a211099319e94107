/** Single kernels in both builds, at the sizes of a fit of 64 sequences, 24 bins and 182 features. */
import {
  featureGram,
  padStates,
  reserveFeatureBlock,
  reserveOffsets,
} from "../src/kernel/features.js";
import { cholesky, invertFactored } from "../src/kernel/linear-algebra.js";
import { compileKernel, instantiateKernel } from "../src/kernel/load.js";
import { fillNormal, multinomial, openStream } from "../src/kernel/random.js";
import { adamStates, newtonStates, softmax } from "../src/kernel/softmax-multinomial.js";
import { packOffsets, polynomialFeatures } from "../src/models/law/features.js";
import { type Case, inProcess, runBench } from "./harness.js";
import { python } from "./peers/external.js";
import { choleskyJs, gramJs, invertJs } from "./peers/linear-algebra-js.js";
import { fillNormalJs, gradientJs, newtonJs } from "./peers/softmax-js.js";
import { featuresJs } from "./peers/sparse-fit-js.js";

const sequences = 64;
const bins = 24;
const total = sequences * bins;
const walkers = 2400;
const range = 6;
const samples = 32;
const precisionOfLaw = 300;
const features = polynomialFeatures(range, 2, "ordered");
const size = features.length;
const manyNormals = 100_000;
const draws = 100;

type Names = "gram" | "inverse" | "newton" | "gradient" | "normals" | "multinomial";

/** The kernels of one build, ready to run, and the data they run on. */
async function prepare(simd: boolean) {
  const kernel = await instantiateKernel(await compileKernel(simd));
  const { arena } = kernel;
  const stream = openStream(kernel, 1);

  const x0 = arena.f64(total);
  fillNormal(kernel, stream, x0);
  for (let k = 0; k < total; k++) x0.view[k] *= 0.3;
  const start = padStates(kernel, x0, sequences, bins, range);
  const offsets = reserveOffsets(kernel, size);
  offsets.view.set(packOffsets(features, range));
  const set = { offsets, features: size };
  const block = reserveFeatureBlock(kernel, size, bins);
  const gram = arena.f64(size * size);

  const definite = arena.f64(size * size);
  const matrix = arena.f64(size * size);
  const inverse = arena.f64(size * size);
  featureGram(kernel, start, set, block, definite);
  for (let k = 0; k < size; k++) definite.view[k * size + k] += 1;

  const rho = arena.f64(total);
  const row = arena.f64(bins);
  const drawn = arena.u32(bins);
  const counts = arena.f64(total);
  softmax(kernel, x0, sequences, bins, rho);
  for (let i = 0; i < sequences; i++) {
    row.view.set(rho.view.subarray(i * bins, (i + 1) * bins));
    multinomial(kernel, stream, row, walkers, drawn);
    counts.view.set(drawn.view, i * bins);
  }
  const states = {
    counts,
    mu: arena.copyF64(x0.view),
    variance: arena.copyF64(new Float64Array(total).fill(0.01)),
    sequences,
    bins,
    walkers,
  };
  const precision = arena.copyF64(new Float64Array(bins).fill(precisionOfLaw));
  const moments = arena.copyF64(new Float64Array(4 * total));
  const settings = { steps: 1, samples, rate: 0 };
  const normals = arena.f64(manyNormals);

  const run: { [name in Names]: () => unknown } = {
    gram: () => featureGram(kernel, start, set, block, gram),
    inverse: () => {
      matrix.view.set(definite.view);
      cholesky(kernel, matrix, size);
      invertFactored(kernel, matrix, size, inverse);
    },
    newton: () => newtonStates(kernel, states, x0, precision, 1),
    gradient: () => adamStates(kernel, states, x0, precision, settings, moments, 0, stream),
    normals: () => fillNormal(kernel, stream, normals),
    multinomial: () => {
      for (let k = 0; k < draws; k++) multinomial(kernel, stream, row, walkers, drawn);
    },
  };
  return { run, x0: x0.view.slice(), counts: counts.view.slice(), definite: definite.view.slice() };
}

const simd = await prepare(true);
const scalar = await prepare(false);

const { x0, counts } = simd;
const countsJs = { counts, bins, walkers };
const statesJs = {
  mu: x0.slice(),
  s2: new Float64Array(total).fill(0.01),
  prediction: x0,
  v: precisionOfLaw,
};
const matrixJs = new Float64Array(size * size);
const inverseJs = new Float64Array(size * size);
const gradientsJs = [new Float64Array(total), new Float64Array(total)] as const;
const normalsJs = new Float64Array(manyNormals);
const js: { [name in Names]?: () => unknown } = {
  gram: () => gramJs(featuresJs({ x0, sequences, bins }, range), total),
  inverse: () => {
    matrixJs.set(simd.definite);
    choleskyJs(matrixJs, size);
    invertJs(matrixJs, size, inverseJs);
  },
  newton: () => newtonJs(statesJs, countsJs),
  gradient: () => gradientJs(statesJs, countsJs, samples, ...gradientsJs),
  normals: () => fillNormalJs(normalsJs),
};

const what: { [name in Names]: { name: string; unit: string; work: number } } = {
  gram: {
    name: `Gram matrix, ${size} features x ${total} rows`,
    unit: "multiply-adds/s",
    work: (size * (size + 1) * total) / 2,
  },
  inverse: { name: `Cholesky and inverse, n = ${size}`, unit: "matrices/s", work: 1 },
  newton: { name: `Newton step, ${sequences} x ${bins}`, unit: "states/s", work: total },
  gradient: {
    name: `Monte Carlo gradient with normals, ${samples} samples`,
    unit: "samples of a state/s",
    work: total * samples,
  },
  normals: { name: "standard normals", unit: "numbers/s", work: manyNormals },
  multinomial: { name: `multinomial, ${bins} bins`, unit: "draws/s", work: draws },
};

const cases = (Object.keys(what) as Names[]).flatMap((kind): Case[] => {
  const plain = js[kind];
  const peers = {
    ...(plain === undefined ? {} : { js: inProcess(plain) }),
    numpy: python("kernels.py", [kind]),
  };
  return [
    { ...what[kind], run: simd.run[kind], peers },
    { ...what[kind], name: `${what[kind].name}, scalar build`, run: scalar.run[kind] },
  ];
});
await runBench("kernels", cases);

import { expect, test } from "vitest";
import {
  featureGram,
  featureMoments,
  informationGram,
  padStates,
  predict,
  reserveFeatureBlock,
  reserveOffsets,
} from "../../src/kernel/features.js";
import {
  cholesky,
  inverseDiagonal,
  invertFactored,
  logDeterminant,
  mirrorLower,
  solveFactored,
} from "../../src/kernel/linear-algebra.js";
import type { Kernel } from "../../src/kernel/load.js";
import { openStream } from "../../src/kernel/random.js";
import {
  adamStates,
  expectations,
  information,
  newtonStates,
  softmax,
} from "../../src/kernel/softmax-multinomial.js";
import { reserveTransition, transitionPath } from "../../src/kernel/transition.js";
import { packOffsets, polynomialFeatures } from "../../src/models/law/features.js";
import { noiseFrom } from "../oracle/noise.js";
import { bothBuilds } from "./builds.js";

type Results = ArrayLike<number>[];

function factorisation(kernel: Kernel, n: number): Results {
  const { arena } = kernel;
  const noise = noiseFrom(n);
  const entries = noise.normals(n * n);
  for (let i = 0; i < n; i++) entries[i * n + i] = 3 * n;
  const matrix = arena.copyF64(entries);
  const raw = arena.copyF64(entries);
  const [x, inverse] = [arena.copyF64(noise.normals(n)), arena.f64(n * n)];
  const failed = cholesky(kernel, matrix, n);
  const factor = matrix.view.slice();
  solveFactored(kernel, matrix, n, x);
  const determinant = logDeterminant(kernel, matrix, n);
  const diagonal = arena.f64(n);
  inverseDiagonal(kernel, arena.copyF64(factor), n, diagonal);
  invertFactored(kernel, matrix, n, inverse);
  mirrorLower(kernel, raw, n);
  return [[failed, determinant], factor, diagonal.view, x.view, inverse.view, raw.view];
}

function features(kernel: Kernel, bins: number, range: number): Results {
  const { arena } = kernel;
  const noise = noiseFrom(bins);
  const sequences = 23;
  const total = sequences * bins;
  const all = polynomialFeatures(range, 2, "unordered");
  const offsets = reserveOffsets(kernel, all.length);
  offsets.view.set(packOffsets(all, range));
  const set = { offsets, features: all.length };
  const block = reserveFeatureBlock(kernel, all.length, bins);
  const states = padStates(kernel, arena.copyF64(noise.normals(total)), sequences, bins, range);
  const y = arena.copyF64(noise.normals(total));
  const weight = arena.copyF64(noise.uniforms(total));
  const theta = arena.copyF64(noise.normals(all.length));
  const [prediction, moments] = [arena.f64(total + 1), arena.f64(all.length)];
  prediction.view.fill(0);
  predict(kernel, states, set, block, theta, prediction);
  featureMoments(kernel, states, set, block, y, noise.uniforms(bins), moments);
  const grams = [undefined, { firstBin: 1, count: 1 }].map((span) => {
    const gram = arena.f64(all.length ** 2);
    featureGram(kernel, states, set, block, gram, span);
    mirrorLower(kernel, gram, all.length);
    // A copy: what is reserved later may move the memory.
    return gram.view.slice();
  });
  const information = arena.f64(all.length ** 2);
  informationGram(kernel, states, set, block, { weight, direction: y }, information);
  mirrorLower(kernel, information, all.length);
  return [states.padded.view, prediction.view, moments.view, ...grams, information.view];
}

function states(kernel: Kernel, bins: number): Results {
  const { arena } = kernel;
  const noise = noiseFrom(bins);
  const sequences = 5;
  const total = sequences * bins;
  const coarse = {
    counts: arena.copyF64(noise.uniforms(total, 0, 100).map(Math.floor)),
    mu: arena.copyF64(noise.normals(total)),
    variance: arena.copyF64(noise.uniforms(total, 0.01, 0.2)),
    sequences,
    bins,
    walkers: 50 * bins,
  };
  const prediction = arena.copyF64(noise.normals(total));
  const precision = arena.copyF64(noise.uniforms(bins, 1, 9));
  const moments = arena.f64(4 * total);
  moments.view.fill(0);
  const [weight, direction, rho] = [arena.f64(total), arena.f64(total), arena.f64(total)];
  softmax(kernel, prediction, sequences, bins, rho);
  const change = newtonStates(kernel, coarse, prediction, precision, 3);
  const afterNewton = [coarse.mu.view.slice(), coarse.variance.view.slice()];
  newtonStates(kernel, coarse, prediction, precision, 2, "jensen");
  const afterJensen = [coarse.mu.view.slice(), coarse.variance.view.slice()];
  const settings = { steps: 6, samples: 7, rate: 0.02 };
  const stream = openStream(kernel, 4);
  adamStates(kernel, coarse, prediction, precision, settings, moments, 3, stream);
  const { logLikelihood, logVariance } = expectations(kernel, coarse);
  information(kernel, coarse, precision, weight, direction);
  const results = [[change, logLikelihood, logVariance], ...afterNewton, ...afterJensen];
  return [
    ...results,
    coarse.mu.view,
    coarse.variance.view,
    moments.view,
    rho.view,
    weight.view,
    direction.view,
  ];
}

function path(kernel: Kernel, bins: number): Results {
  const { arena } = kernel;
  const noise = noiseFrom(bins);
  const all = polynomialFeatures(1, 2, "ordered");
  const offsets = reserveOffsets(kernel, all.length);
  offsets.view.set(packOffsets(all, 1));
  const law = {
    set: { offsets, features: all.length },
    theta: arena.copyF64(noise.uniforms(all.length, -0.1, 0.1)),
    deviation: arena.copyF64(noise.uniforms(bins, 0, 0.2)),
    bins,
    range: 1,
  };
  const steps = 30;
  const state = arena.copyF64(noise.normals(bins));
  const normals = arena.copyF64(noise.normals(steps * bins));
  const out = arena.f64(steps * bins);
  const scratch = reserveTransition(kernel, law);
  const diverged = transitionPath(kernel, law, state, steps, normals, out, scratch);
  return [[diverged], state.view, out.view];
}

const cases: [string, (kernel: Kernel) => Results][] = [
  ...[1, 2, 3, 4, 5, 7, 8, 31, 182].map((n): [string, (kernel: Kernel) => Results] => [
    `the linear algebra of size ${n}`,
    (kernel) => factorisation(kernel, n),
  ]),
  ...[7, 24, 25].flatMap((bins): [string, (kernel: Kernel) => Results][] => [
    [`features on ${bins} bins`, (kernel) => features(kernel, bins, 2)],
    [`states on ${bins} bins`, (kernel) => states(kernel, bins)],
    [`paths on ${bins} bins`, (kernel) => path(kernel, bins)],
  ]),
  ["states on 1 bin", (kernel) => states(kernel, 1)],
];

test.each(cases)("%s are the same bits in the SIMD and the scalar build", async (_, compute) => {
  const [simd, scalar] = (await bothBuilds()).map((kernel) => {
    expect(
      Number.isFinite(
        compute(kernel)
          .flatMap((a) => Array.from(a))
          .at(-1),
      ),
    ).toBe(true);
    return compute(kernel).map((values) =>
      Array.from(values, (x) => (Object.is(x, -0) ? "-0" : x)),
    );
  });
  expect(scalar).toEqual(simd);
});

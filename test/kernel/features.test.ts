import { describe, expect, test } from "vitest";
import {
  featureGram,
  featureMoments,
  informationGram,
  padStates,
  predict,
  reserveFeatureBlock,
  reserveOffsets,
} from "../../src/kernel/features.js";
import { mirrorLower } from "../../src/kernel/linear-algebra.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { libraryFeatures, packOffsets, polynomialFeatures } from "../../src/models/law/features.js";
import { featureAt, featuresOf } from "../oracle/features.js";
import { largestDifference } from "../oracle/linear-algebra.js";
import { noiseFrom } from "../oracle/noise.js";

const kernel = await instantiateKernel();

/** States, their features by definition, and the kernel's regions for them. */
function setting(bins: number, range: number, sequences: number, order = 2) {
  const states = noiseFrom(bins + range + sequences).normals(sequences * bins);
  const features = polynomialFeatures(range, order, "ordered");
  const offsets = reserveOffsets(kernel, features.length);
  offsets.view.set(packOffsets(features, range));
  return {
    bins,
    sequences,
    states,
    features,
    phi: featuresOf(states, bins, features),
    padded: padStates(kernel, kernel.arena.copyF64(states), sequences, bins, range),
    set: { offsets, features: features.length },
    scratch: reserveFeatureBlock(kernel, features.length, bins),
  };
}

type Setting = ReturnType<typeof setting>;

/** sum over rows of weight phi phi^T by definition. */
function gramOf({ phi, features, bins }: Setting, weight: (i: number, j: number) => number) {
  const n = features.length;
  const gram = new Float64Array(n * n);
  phi.forEach((rows, i) => {
    for (let j = 0; j < bins; j++) {
      for (let a = 0; a < n; a++) {
        for (let b = 0; b < n; b++) gram[a * n + b] += weight(i, j) * rows[j][a] * rows[j][b];
      }
    }
  });
  return gram;
}

/** Bins, range, sequences: odd bins, range beyond the bins, blocks of sequences not all full. */
const cases: [number, number, number][] = [
  [1, 0, 1],
  [1, 2, 3],
  [2, 1, 97],
  [7, 2, 41],
  [7, 9, 5],
  [24, 2, 19],
  [25, 2, 8],
  [25, 1, 17],
  [193, 1, 3],
];

test("a padded row repeats the states of its periodic neighbours", () => {
  for (const [bins, range] of [
    [5, 2],
    [3, 7],
    [1, 3],
  ]) {
    const x = noiseFrom(bins).normals(2 * bins);
    const { padded } = padStates(kernel, kernel.arena.copyF64(x), 2, bins, range);
    const width = bins + 2 * range;
    for (let k = 0; k < 2 * width; k++) {
      const i = Math.floor(k / width);
      const row = x.subarray(i * bins, (i + 1) * bins);
      expect(padded.view[k]).toBe(featureAt(row, (k % width) - range, [0]));
    }
  }
});

test("a block holds one row for each feature, sequence after sequence, and a tail of zero", () => {
  const { padded, set, features, states } = setting(7, 2, 3);
  const stride = 10;
  const block = kernel.arena.f64(set.features * stride);
  block.view.fill(Number.NaN);
  // Bins 2, 3, 4 of sequences 1 and 2.
  const from = padded.padded.pointer + 8 * 11;
  kernel.call.featureBlock(
    from,
    11,
    2,
    2,
    3,
    set.offsets.pointer,
    set.features,
    block.pointer,
    stride,
  );
  features.forEach(({ offsets }, l) => {
    const expected = [1, 2].flatMap((i) =>
      [2, 3, 4].map((j) => featureAt(states.subarray(7 * i, 7 * i + 7), j, offsets)),
    );
    const row = Array.from(block.view.subarray(l * stride, (l + 1) * stride));
    expect(row).toEqual([...expected, 0, 0, 0, 0]);
  });
});

describe.each(cases)("features of %d bins, range %d, %d sequences", (bins, range, sequences) => {
  const given = setting(bins, range, sequences);
  const { padded, set, scratch, phi, features } = given;
  const noise = noiseFrom(77);

  test("predict theta . phi", () => {
    const theta = kernel.arena.copyF64(noise.normals(features.length));
    const prediction = kernel.arena.f64(sequences * bins + 1);
    prediction.view.fill(Number.NaN);
    predict(kernel, padded, set, scratch, theta, prediction);
    const expected = phi.flatMap((rows) =>
      rows.map((row) => row.reduce((sum, f, l) => sum + f * theta.view[l], 0)),
    );
    const result = prediction.view.subarray(0, sequences * bins);
    expect(largestDifference(result, expected)).toBeLessThan(1e-10);
  });

  test("have moments with a weight for each bin", () => {
    const y = kernel.arena.copyF64(noise.normals(sequences * bins));
    const weight = noise.uniforms(bins, 0.5, 2);
    const moments = kernel.arena.f64(features.length);
    moments.view.fill(Number.NaN);
    featureMoments(kernel, padded, set, scratch, y, weight, moments);
    const expected = features.map((_, l) =>
      phi.reduce(
        (sum, rows, i) =>
          sum + rows.reduce((s, row, j) => s + row[l] * y.view[i * bins + j] * weight[j], 0),
        0,
      ),
    );
    expect(largestDifference(moments.view, expected)).toBeLessThan(1e-10);
  });

  test("have their Gram matrix over all bins, and over one", () => {
    const n = features.length;
    const gram = kernel.arena.f64(n * n);
    const one = bins - 1;
    const wanted = [
      { span: undefined, weight: () => 1 },
      { span: { firstBin: one, count: 1 }, weight: (_: number, j: number) => +(j === one) },
    ];
    for (const { span, weight: by } of wanted) {
      gram.view.fill(Number.NaN);
      featureGram(kernel, padded, set, scratch, gram, span);
      mirrorLower(kernel, gram, n);
      const expected = gramOf(given, by);
      const scale = largestDifference(expected, new Float64Array(n * n));
      expect(largestDifference(gram.view, expected) / scale).toBeLessThan(1e-13);
    }
  });

  test("have their Gram matrix with weights, less the projection of each sequence on its direction", () => {
    const n = features.length;
    const weight = kernel.arena.copyF64(noise.uniforms(sequences * bins, 0, 3));
    const direction = kernel.arena.copyF64(noise.normals(sequences * bins));
    const gram = kernel.arena.f64(n * n);
    gram.view.fill(Number.NaN);
    const mark = kernel.arena.mark();
    informationGram(kernel, padded, set, scratch, { weight, direction }, gram);
    expect(kernel.arena.mark()).toBe(mark);
    mirrorLower(kernel, gram, n);
    const expected = gramOf(given, (i, j) => weight.view[i * bins + j]);
    phi.forEach((rows, i) => {
      const g = features.map((_, l) =>
        rows.reduce((sum, row, j) => sum + row[l] * direction.view[i * bins + j], 0),
      );
      for (let k = 0; k < n * n; k++) expected[k] -= g[Math.floor(k / n)] * g[k % n];
    });
    const scale = largestDifference(expected, new Float64Array(n * n));
    expect(largestDifference(gram.view, expected) / scale).toBeLessThan(1e-12);
  });
});

test("projections of more sequences than one block holds are all subtracted", () => {
  const sequences = 431;
  const { padded, set, scratch, states } = setting(3, 0, sequences, 1);
  const weight = kernel.arena.f64(3 * sequences);
  weight.view.fill(0);
  const direction = kernel.arena.f64(3 * sequences);
  direction.view.fill(1);
  const gram = kernel.arena.f64(1);
  informationGram(kernel, padded, set, scratch, { weight, direction }, gram);
  let expected = 0;
  for (let i = 0; i < sequences; i++) {
    expected -= (states[3 * i] + states[3 * i + 1] + states[3 * i + 2]) ** 2;
  }
  expect(gram.view[0] / expected).toBeCloseTo(1, 12);
});

test("features of third and fourth order are the products they name", () => {
  const bins = 7;
  const states = noiseFrom(3).normals(5 * bins);
  const own = [[0], [2, -1], [1, 1, -2], [0, 0, 0, 1], [-2, -1, 0, 2]];
  const features = libraryFeatures({ range: 2, order: 1, pairs: "ordered", features: own });
  const theta = noiseFrom(4).normals(own.length);
  const mark = kernel.arena.mark();
  const offsets = reserveOffsets(kernel, own.length);
  offsets.view.set(packOffsets(features, 2));
  const padded = padStates(kernel, kernel.arena.copyF64(states), 5, bins, 2);
  const scratch = reserveFeatureBlock(kernel, own.length, bins);
  const prediction = kernel.arena.f64(5 * bins);
  const set = { offsets, features: own.length };
  predict(kernel, padded, set, scratch, kernel.arena.copyF64(theta), prediction);
  const expected = featuresOf(states, bins, features).flatMap((rows) =>
    rows.map((phi) => phi.reduce((sum, value, l) => sum + theta[l] * value, 0)),
  );
  expect(largestDifference(prediction.view, Float64Array.from(expected))).toBeLessThan(1e-12);
  kernel.arena.release(mark);
});

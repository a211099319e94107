import { describe, expect, test } from "vitest";
import { add } from "../../../src/autodiff/arithmetic.js";
import { matmul } from "../../../src/autodiff/products.js";
import { fillNormal, openStream } from "../../../src/kernel/random.js";
import { lawEvaluator } from "../../../src/models/virtual-observables/evaluate-law.js";
import { forecastConstrained } from "../../../src/models/virtual-observables/forecast-constrained.js";
import type { TransitionLaw } from "../../../src/models/virtual-observables/laws/law.js";
import { linearise } from "../../../src/models/virtual-observables/linearise.js";
import type { VirtualObservable } from "../../../src/models/virtual-observables/observable.js";
import { observableFromFunction } from "../../../src/models/virtual-observables/observables/function.js";
import { linearObservable } from "../../../src/models/virtual-observables/observables/linear.js";
import { inverseOf } from "../../oracle/linear-algebra.js";
import { kernel, network } from "./problems.js";

const bins = 4;
const steps = 3;
const noise = 0.2;

/** u' = A u. */
const matrix = Float64Array.from([
  ...[0.7, 0.2, 0.0, 0.1],
  ...[0.1, 0.6, 0.2, 0.0],
  ...[0.0, 0.1, 0.6, 0.2],
  ...[0.2, 0.1, 0.2, 0.7],
]);
const law: TransitionLaw = {
  name: "matrix",
  conserving: true,
  parameters: [{ name: "matrix", rows: bins, columns: bins, values: matrix }],
  declare(tape) {
    const a = tape.parameter("matrix", bins, bins, matrix);
    return { parameters: [a], apply: (u) => matmul(a, u) };
  },
  withValues: () => law,
};
const step = lawEvaluator(network, law, bins);

/** Moments of the shares in bins 0 and 1, and of their change, observed not quite where the law leads. */
const state = linearObservable({
  name: "moment",
  weights: Float64Array.of(1, 2, 0, -1),
  target: Float64Array.of(0.6),
  tolerance: 0.002,
});
const change: VirtualObservable = {
  name: "change",
  of: "step",
  size: 1,
  tolerance: 0.001,
  record(before, after) {
    const row = before.tape.input(1, bins, [0, 1, 1, 0]);
    const old = before.tape.input(1, bins, [0, -1, -1, 0]);
    const [a, b] = [matmul(row, after as typeof before), matmul(old, before)];
    return add(a, b);
  },
};

/** Starts u = 1 + .3 z, independent. */
const startMean = 1;
const startScale = 0.3;
function starts(draws: number, seed: number): Float64Array {
  const { arena } = kernel;
  const mark = arena.mark();
  const z = arena.f64(bins * draws);
  fillNormal(kernel, openStream(kernel, seed, 99, 1), z);
  const shares = z.view.map((x) => (startMean + startScale * x) / bins);
  arena.release(mark);
  return shares;
}

const run = (
  observables: readonly VirtualObservable[],
  conserving: boolean,
  draws: number,
  seed = 3,
) =>
  forecastConstrained(
    kernel,
    { network, law: { step, noise }, conserving, observables, bins },
    starts(draws, seed),
    false,
    { steps, draws, seed },
  );

/**
 * Mean and covariance of u_1..u_3 given that linear functions of the whole path were observed: the path is an
 * affine function of independent normals w = (start, noise of each step), and so are the observations.
 */
function exactPath(
  rows: (path: (t: number, j: number) => number[]) => readonly Observation[],
  conserving: boolean,
) {
  const size = bins * (steps + 1);
  // path[t][j]: weights of w, then a constant.
  const path: number[][][] = [];
  for (let t = 0; t <= steps; t++) {
    path.push(
      Array.from({ length: bins }, (_, j) => {
        const line = new Array<number>(size + 1).fill(0);
        if (t === 0) {
          line[j] = startScale;
          line[size] = startMean;
          return line;
        }
        for (let i = 0; i < bins; i++) {
          path[t - 1][i].forEach((w, k) => {
            line[k] += matrix[j * bins + i] * w;
          });
          const own = conserving
            ? Math.sqrt(bins / (bins - 1)) * ((i === j ? 1 : 0) - 1 / bins)
            : i === j
              ? 1
              : 0;
          line[t * bins + i] += noise * own;
        }
        return line;
      }),
    );
  }
  const observations = rows((t, j) => path[t][j]);
  // Posterior precision of w: I + sum of a a^T / tolerance.
  const precision = Float64Array.from({ length: size * size }, (_, k) =>
    k % (size + 1) === 0 ? 1 : 0,
  );
  const vector = new Float64Array(size);
  for (const { line, tolerance } of observations) {
    for (let a = 0; a < size; a++) {
      vector[a] -= (line[a] * line[size]) / tolerance;
      for (let b = 0; b < size; b++) precision[a * size + b] += (line[a] * line[b]) / tolerance;
    }
  }
  const covariance = inverseOf(precision, size);
  const mean = Float64Array.from({ length: size }, (_, a) =>
    vector.reduce((sum, v, b) => sum + covariance[a * size + b] * v, 0),
  );
  const dot = (line: number[]) => line.reduce((sum, w, k) => sum + w * (k < size ? mean[k] : 1), 0);
  const spread = (one: number[], two: number[]) => {
    let sum = 0;
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) sum += one[a] * covariance[a * size + b] * two[b];
    return sum;
  };
  return {
    mean: (t: number, j: number) => dot(path[t][j]),
    covariance: (t: number, i: number, j: number) => spread(path[t][i], path[t][j]),
  };
}

interface Observation {
  /** Weights of w, then a constant: c of the path. */
  readonly line: number[];
  readonly tolerance: number;
}

const combine = (lines: readonly (readonly [number, number[]])[], constant: number) => {
  const sum = lines[0][1].map((_, k) =>
    lines.reduce((total, [weight, line]) => total + weight * line[k], 0),
  );
  sum[sum.length - 1] += constant;
  return sum;
};

describe("a linear law under linear observables", () => {
  const cases = {
    "of states": [state],
    "of steps": [change],
    "of both": [state, change],
  };
  for (const conserving of [true, false]) {
    test.each(Object.entries(cases))(
      `has the exact path's means and covariances, ${conserving ? "mass kept" : "mass free"}: %s`,
      async (_, observables) => {
        const draws = 6000;
        const { path } = await run(observables, conserving, draws);
        const exact = exactPath(
          (at) =>
            Array.from({ length: steps }, (__, t) => t + 1).flatMap((t) => [
              ...(observables.includes(state)
                ? [
                    {
                      tolerance: state.tolerance,
                      line: combine(
                        [1, 2, 0, -1].map((w, j) => [-w / bins, at(t, j)] as const),
                        0.6,
                      ),
                    },
                  ]
                : []),
              ...(observables.includes(change)
                ? [
                    {
                      tolerance: change.tolerance,
                      line: combine(
                        [1, 2].flatMap((j) => [
                          [1 / bins, at(t, j)] as const,
                          [-1 / bins, at(t - 1, j)] as const,
                        ]),
                        0,
                      ),
                    },
                  ]
                : []),
            ]),
          conserving,
        );
        for (let t = 1; t <= steps; t++) {
          const value = (j: number, d: number) => bins * path[((t - 1) * bins + j) * draws + d];
          const means = Array.from({ length: bins }, (__, j) => {
            let sum = 0;
            for (let d = 0; d < draws; d++) sum += value(j, d);
            return sum / draws;
          });
          for (let i = 0; i < bins; i++) {
            const sd = Math.sqrt(exact.covariance(t, i, i));
            // Early steps have fewer different ancestors than there are draws: at least a quarter are left.
            expect(Math.abs(means[i] - exact.mean(t, i)) / sd).toBeLessThan(
              4 / Math.sqrt(draws / 4),
            );
            for (let j = 0; j <= i; j++) {
              let sum = 0;
              for (let d = 0; d < draws; d++)
                sum += (value(i, d) - means[i]) * (value(j, d) - means[j]);
              const other = Math.sqrt(exact.covariance(t, j, j));
              const miss = sum / draws - exact.covariance(t, i, j);
              expect(Math.abs(miss) / (sd * other)).toBeLessThan(
                (4 * Math.SQRT2) / Math.sqrt(draws / 4),
              );
            }
          }
        }
      },
    );
  }

  test("is deterministic for a seed, and other for another", async () => {
    const [one, two] = [
      await run([state, change], true, 200),
      await run([state, change], true, 200),
    ];
    expect(two.path).toEqual(one.path);
    expect((await run([state, change], true, 200, 4)).path).not.toEqual(one.path);
  });
});

describe("an observable that is not linear", () => {
  const target = 0.3;
  const tolerance = 1e-8;
  const energy = observableFromFunction({
    ...{ name: "energy", size: 1, tolerance },
    value: (x) => [x.reduce((sum, v) => sum + v * v, -target)],
    pullback: (x, [w]) => x.map((v) => 2 * w * v),
  });

  test("is met within its tolerance by the states of every step", async () => {
    const draws = 1000;
    const { path } = await run([energy], true, draws);
    for (let t = 0; t < steps; t++) {
      let squares = 0;
      for (let d = 0; d < draws; d++) {
        let c = -target;
        for (let j = 0; j < bins; j++) c += path[(t * bins + j) * draws + d] ** 2;
        squares += c * c;
      }
      // The law's c is as good as flat across so narrow an observation, which leaves it a variance of sigma_c^2.
      const ratio = Math.sqrt(squares / draws / tolerance);
      expect(ratio).toBeGreaterThan(0.7);
      expect(ratio).toBeLessThan(1.3);
    }
  });

  test("is linearised with the derivatives of its difference quotients", () => {
    const linearisation = linearise(network, [state, energy, change], bins, 3);
    const states = Float64Array.from({ length: bins * 3 }, (_, i) => 0.5 + ((7 * i) % 5) / 4);
    const before = states.map((u) => 1.5 - u / 2);
    expect(linearisation.rows).toBe(3);
    const { jacobian } = linearisation.at(states, before);
    const h = 1e-5;
    for (let at = 0; at < states.length; at++) {
      const moved = (shift: number) =>
        linearisation.at(
          states.map((u, i) => u + (i === at ? shift : 0)),
          before,
        ).value;
      const [up, down] = [moved(h), moved(-h)];
      for (let row = 0; row < 3; row++) {
        for (let c = 0; c < 3; c++) {
          const slope = (up[row * 3 + c] - down[row * 3 + c]) / (2 * h);
          const j = Math.floor(at / 3);
          const given = at % 3 === c ? jacobian[(row * bins + j) * 3 + c] : 0;
          expect(given).toBeCloseTo(slope, 8);
        }
      }
    }
  });
});

describe("what cannot be solved says so", () => {
  test("observables that say the same exactly", async () => {
    const mass = (name: string) =>
      linearObservable({
        ...{ name, weights: Float64Array.of(1, 0, 0, 0), target: Float64Array.of(0.25) },
        tolerance: 1e-300,
      });
    await expect(run([mass("a"), mass("b")], true, 5)).rejects.toMatchObject({
      tag: "NumericalFailure",
      message: expect.stringMatching(
        /constrained forecast.*leave out observables that say the same/,
      ),
    });
  });

  test("a law without noise", async () => {
    const problem = {
      network,
      law: { step, noise: 0 },
      conserving: true,
      observables: [state],
      bins,
    };
    const request = { steps, draws: 5, seed: 0 };
    await expect(
      forecastConstrained(kernel, problem, starts(5, 0), false, request),
    ).rejects.toMatchObject({ tag: "InvalidData", message: expect.stringMatching(/noise/) });
  });
});

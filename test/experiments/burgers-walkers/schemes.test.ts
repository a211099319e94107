import { describe, expect, it } from "vitest";
import {
  expandedReference,
  schemeReference,
} from "../../../src/experiments/burgers-walkers/references.js";
import {
  courantNumber,
  laxFriedrichs,
  type Scheme,
  upwind,
} from "../../../src/experiments/burgers-walkers/schemes.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { burgersWalkers } from "../../../src/simulate/burgers-walkers.js";
import { simulate } from "../../../src/simulate/simulate.js";

const a = courantNumber(burgersWalkers());

/** log u of bin j after a step, from log u of the bins j-1, j, j+1. */
const inLogs = ({ advance }: Scheme, x: readonly number[]) =>
  Math.log(advance(Math.exp(x[0]), Math.exp(x[1]), Math.exp(x[2])));

describe("schemes of the Burgers equation", () => {
  it("moves walkers spread evenly by half a bin in a coarse step", () => {
    expect(a).toBeCloseTo(0.5, 12);
    const halved = courantNumber(burgersWalkers({ speed: 1 / 24 }));
    expect(halved).toBeCloseTo(0.25, 12);
  });

  it.each([0.5, 0.2].flatMap((c) => [upwind(c), laxFriedrichs(c)]))(
    "$label: coefficients are the derivatives of the scheme in log density",
    (scheme) => {
      const h = 1e-3;
      const at = (shifts: readonly (readonly [number, number])[]) => {
        const x = [0, 0, 0];
        for (const [m, by] of shifts) x[m + 1] += by * h;
        return inLogs(scheme, x);
      };
      for (const m of [-1, 0, 1]) {
        const slope = (at([[m, 1]]) - at([[m, -1]])) / (2 * h);
        expect(scheme.coefficients.get(`m=${m}`) ?? 0).toBeCloseTo(slope, 5);
        for (const n of [-1, 0, 1].filter((other) => other >= m)) {
          const mixed = [
            [1, 1],
            [1, -1],
            [-1, 1],
            [-1, -1],
          ].reduce(
            (sum, [p, q]) =>
              sum +
              p *
                q *
                at([
                  [m, p],
                  [n, q],
                ]),
            0,
          );
          const second = mixed / (4 * h * h) / (m === n ? 2 : 1);
          expect(scheme.coefficients.get(`m=${m},${n}`) ?? 0).toBeCloseTo(second, 4);
        }
      }
    },
  );

  it("keeps the number of walkers, and even spread as it is", () => {
    const counts = Float64Array.from({ length: 24 }, (_, j) => 100 + 40 * Math.sin(j / 3));
    const total = counts.reduce((sum, count) => sum + count, 0);
    for (const scheme of [upwind(a), laxFriedrichs(a)]) {
      const rows = schemeReference(scheme)(counts, 5);
      expect(rows).toHaveLength(5);
      for (const row of rows) {
        expect(row.reduce((sum, count) => sum + count, 0)).toBeCloseTo(total, 8);
      }
      expect(rows[4]).not.toEqual(rows[3]);
      const even = new Float64Array(24).fill(7);
      for (const row of schemeReference(scheme)(even, 2)) {
        for (const count of row) expect(count).toBeCloseTo(7, 12);
      }
    }
  });

  it("expands with an error of third order", async () => {
    const kernel = await instantiateKernel();
    const errors = [0.2, 0.1].map((height) => {
      const counts = Float64Array.from({ length: 24 }, (_, j) =>
        Math.exp(height * Math.sin((2 * Math.PI * j) / 24)),
      );
      const [exact] = schemeReference(upwind(a))(counts, 1);
      const [expanded] = expandedReference(kernel, upwind(a))(counts, 1);
      return Math.max(...exact.map((count, j) => Math.abs(count - expanded[j])));
    });
    expect(errors[0]).toBeGreaterThan(0);
    expect(errors[0] / errors[1]).toBeGreaterThan(5);
  });

  it("upwind is the mean law of one coarse step from any densities below twice even spread", async () => {
    const system = { sigma: 0.25, length: 1 };
    const start = await simulate(burgersWalkers(system), { sequences: 1, seed: 3 });
    const state = start.at(0).state as Float64Array;
    const runs = await simulate(burgersWalkers({ walkers: 24000 }), {
      sequences: 40,
      seed: 4,
      initialStates: state,
    });
    const mean = (step: number) =>
      Float64Array.from({ length: 24 }, (_, j) => {
        let sum = 0;
        for (let run = 0; run < runs.sequences; run++) sum += runs.countsAt(run, step)[j];
        return sum / runs.sequences;
      });
    expect(Math.max(...mean(0))).toBeLessThan(2 * 1000);
    const far = (scheme: Scheme) => {
      const [expected] = schemeReference(scheme)(mean(0), 1);
      const observed = mean(1);
      // A count of some 1000 in each of 40 runs: its mean has a standard deviation of at most 5.
      return Math.max(...expected.map((count, j) => Math.abs(count - observed[j])));
    };
    expect(far(upwind(a))).toBeLessThan(25);
    expect(far(laxFriedrichs(a))).toBeGreaterThan(50);
  });
});

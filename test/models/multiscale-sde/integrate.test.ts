import { describe, expect, it } from "vitest";
import { isCoarsegrainError } from "../../../src/errors.js";
import { type Drift, integratePaths } from "../../../src/models/multiscale-sde/integrate.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";

const decay =
  (rate: number): Drift =>
  (states, out) => {
    for (let i = 0; i < states.length; i++) out[i] = -rate * states[i];
  };

/** Two standard normals at a time, by Box and Muller. */
function normalsOf(seed: number): () => number {
  const generator = new Xoshiro128([seed, 1, 2, 3]);
  const uniform = () => (generator.next() + 0.5) / 2 ** 32;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe("integratePaths", () => {
  it("is of order 4 at its steps, and of order 3 between them", async () => {
    const error = async (step: number, time: number) => {
      const { states } = await integratePaths(
        { drift: decay(3), start: Float64Array.of(1), columns: 1 },
        { from: 0, times: Float64Array.of(time), step },
      );
      return Math.abs(states[0] - Math.exp(-3 * time));
    };
    const order = async (time: number) =>
      Math.log2((await error(0.02, time)) / (await error(0.01, time)));
    expect(await order(1)).toBeGreaterThan(3.9);
    expect(await order(0.505)).toBeGreaterThan(3.4);
  });

  it("has the mean and the variance of an Ornstein-Uhlenbeck process", async () => {
    const columns = 4000;
    const normal = normalsOf(5);
    const { states } = await integratePaths(
      {
        drift: decay(2),
        start: new Float64Array(columns).fill(1),
        columns,
        dispersion: Float64Array.of(0.5),
        normals: () => Float64Array.from({ length: columns }, normal),
      },
      { from: 0, times: Float64Array.of(0.5), step: 0.01 },
    );
    const mean = states.reduce((sum, x) => sum + x, 0) / columns;
    const variance = states.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (columns - 1);
    const expected = (0.25 / 4) * (1 - Math.exp(-2));
    expect(Math.abs(mean - Math.exp(-1))).toBeLessThan(4 * Math.sqrt(expected / columns));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / columns) + 0.02);
  });

  it("has strong order 1: with the same noise the error falls as the step", async () => {
    const fine = 2 ** -12;
    const paths = 200;
    const normal = normalsOf(7);
    const increments = Float64Array.from({ length: paths / fine }, normal);
    const drift: Drift = (states, out) => {
      for (let i = 0; i < states.length; i++) out[i] = states[i] - states[i] ** 3;
    };
    const end = async (halvings: number) => {
      const step = 2 ** -halvings;
      const merged = step / fine;
      const { states } = await integratePaths(
        {
          drift,
          start: new Float64Array(paths).fill(0.3),
          columns: paths,
          dispersion: Float64Array.of(0.4),
          normals: (n) =>
            Float64Array.from({ length: paths }, (_, c) => {
              let sum = 0;
              for (let k = 0; k < merged; k++) sum += increments[(n * merged + k) * paths + c];
              return sum / Math.sqrt(merged);
            }),
        },
        { from: 0, times: Float64Array.of(1), step },
      );
      return states;
    };
    const reference = await end(12);
    const error = async (halvings: number) => {
      const states = await end(halvings);
      return states.reduce((sum, x, i) => sum + Math.abs(x - reference[i]), 0) / paths;
    };
    expect(Math.log2((await error(4)) / (await error(6))) / 2).toBeGreaterThan(0.85);
  });

  it("counts a path that leaves the finite numbers, and goes on with the others", async () => {
    const drift: Drift = (states, out) => {
      for (let i = 0; i < states.length; i++) out[i] = states[i] ** 2;
    };
    const { states, divergedAt } = await integratePaths(
      { drift, start: Float64Array.of(0.1, 5), columns: 2 },
      { from: 0, times: Float64Array.of(0, 0.1, 0.5, 1), step: 0.01 },
    );
    expect(Array.from(divergedAt)).toEqual([-1, 2]);
    expect(states[2 * 3]).toBeCloseTo(1 / 9, 8);
    expect(states[2 * 3 + 1]).toBeNaN();
  });

  it("refuses times before the start, and steps that do not advance", async () => {
    const problem = { drift: decay(1), start: Float64Array.of(1), columns: 1 };
    const request = { from: 1, times: Float64Array.of(0.5), step: 0.1 };
    await expect(integratePaths(problem, request)).rejects.toThrow("none before the start");
    await expect(
      integratePaths(problem, { ...request, times: Float64Array.of(2), step: 0 }),
    ).rejects.toThrow("step");
  });

  it("stops between steps once the signal fires, and tells how far it is until then", async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const problem = { drift: decay(1), start: Float64Array.of(1), columns: 1 };
    const running = integratePaths(problem, {
      ...{ from: 0, times: Float64Array.of(10), step: 0.01, signal: stop.signal },
      onProgress: ({ done, total }) => {
        expect(total).toBe(1000);
        told.push(done);
        if (done >= 200) setTimeout(() => stop.abort());
      },
    }).catch((error) => error);
    expect(isCoarsegrainError(await running, "Interrupted")).toBe(true);
    expect(told.slice(0, 3)).toEqual([0, 50, 100]);
    expect(told[told.length - 1]).toBeLessThan(1000);
  });
});

import { describe, expect, it } from "vitest";
import { createTape } from "../../../../src/autodiff/tape.js";
import { isCoarsegrainError } from "../../../../src/errors.js";
import { instantiateNetworkKernel } from "../../../../src/kernel/network/load.js";
import { phasePlaces, tapLayout } from "../../../../src/models/multiscale-sde/published/layout.js";
import { declareSmoothing } from "../../../../src/models/multiscale-sde/published/smoothing.js";

const network = await instantiateNetworkKernel();
const grid = (points: number, periodic: boolean) => ({
  domain: [[0, 1]] as const,
  points: [points],
  periodic,
});

/** A kernel of uneven weights over random-looking fields and cells, recorded both ways. */
function recorded(points: number, cells: number, taps: number, periodic: boolean) {
  const layout = tapLayout(grid(points, periodic), cells, taps);
  const tape = createTape(network, { precision: "float64" });
  const smoothing = declareSmoothing(tape, layout);
  tape.parameters[0].set(Float64Array.from({ length: taps }, (_, i) => Math.sin(3 * i * i)));
  const columns = 2;
  const fields = tape.input(points, columns);
  const states = tape.input(cells, columns);
  fields.set(Float64Array.from({ length: points * columns }, (_, i) => Math.cos(5 * i * i)));
  states.set(Float64Array.from({ length: cells * columns }, (_, i) => Math.sin(2 * i * i + 1)));
  const results = {
    gathered: smoothing.gather(fields),
    spread: smoothing.spread(states),
    averages: smoothing.average(fields),
    decoded: smoothing.decode(states),
  };
  tape.run();
  const exps = Array.from(tape.parameters[0].value, Math.exp);
  const total = exps.reduce((sum, x) => sum + x, 0);
  const weights = exps.map((x) => x / total);
  return { layout, tape, fields, states, weights, columns, ...results };
}

describe.each([
  ["a ring", 30, 6, 11, true],
  ["a ring, of taps that reach far", 30, 6, 29, true],
  ["a ring, of few taps and even cells", 40, 5, 9, true],
  ["a domain with ends", 30, 6, 11, false],
  ["a domain with ends, of taps that reach far", 40, 5, 37, false],
])("the smoothing on %s", (_, points, cells, taps, periodic) => {
  const r = recorded(points, cells, taps, periodic);
  const { layout, columns, weights } = r;
  const places = phasePlaces(layout);
  const width = points / cells;
  /** Weight with which cell c sees point x, found slowly. */
  const weightOf = (c: number, x: number) => {
    let sum = 0;
    for (let j = 0; j < taps; j++) {
      const at = c * width + Math.floor(width / 2) + j - (taps - 1) / 2;
      if ((periodic ? (at + 2 * points) % points : at) === x) sum += weights[j];
    }
    return sum;
  };

  it("is the strided convolution, summed slowly, and its transpose", () => {
    for (let column = 0; column < columns; column++) {
      for (let c = 0; c < cells; c++) {
        let [sum, inside] = [0, 0];
        for (let x = 0; x < points; x++) {
          sum += weightOf(c, x) * r.fields.value[places[x] * columns + column];
          inside += weightOf(c, x);
        }
        expect(r.gathered.value[c * columns + column]).toBeCloseTo(sum, 12);
        expect(r.averages.value[c * columns + column]).toBeCloseTo(sum / inside, 12);
      }
      for (let x = 0; x < points; x++) {
        let [sum, cover] = [0, 0];
        for (let c = 0; c < cells; c++) {
          sum += weightOf(c, x) * r.states.value[c * columns + column];
          cover += weightOf(c, x);
        }
        expect(r.spread.value[places[x] * columns + column]).toBeCloseTo(sum, 12);
        expect(r.decoded.value[places[x] * columns + column]).toBeCloseTo(sum / cover, 12);
      }
    }
  });

  it("has <K u, z> = <u, K^T z>", () => {
    const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a, (x, i) => x * b[i]).reduce((sum, x) => sum + x, 0);
    const left = dot(r.gathered.value, r.states.value);
    const right = dot(r.fields.value, r.spread.value);
    expect(Math.abs(left)).toBeGreaterThan(1e-3);
    expect(left).toBeCloseTo(right, 12);
  });

  it("keeps constants, at ends too", () => {
    r.fields.set(new Float64Array(points * columns).fill(2.5));
    r.states.set(new Float64Array(cells * columns).fill(-0.5));
    r.tape.run();
    for (const x of r.averages.value) expect(x).toBeCloseTo(2.5, 12);
    for (const x of r.decoded.value) expect(x).toBeCloseTo(-0.5, 12);
  });
});

it("begins with a hat over two cells, all but linear between their middles", () => {
  const layout = tapLayout(grid(200, true), 10, 0);
  expect(layout.taps).toBe(41);
  const tape = createTape(network, { precision: "float64" });
  const smoothing = declareSmoothing(tape, layout);
  const states = tape.input(
    10,
    1,
    Float64Array.from({ length: 10 }, (_, i) => i),
  );
  const decoded = smoothing.decode(states);
  tape.run();
  const places = phasePlaces(layout);
  for (let x = 30; x < 170; x++) {
    expect(Math.abs(decoded.value[places[x]] - (x - 10) / 20)).toBeLessThan(0.03);
  }
});

it.each([
  [1000, 20, 101],
  [30, 6, 11],
  [6000, 20, 301],
  [10_000, 20, 501],
  [60, 3, 41],
])("has by default, for %i points in %i cells, %i taps", (points, cells, taps) => {
  expect(tapLayout(grid(points, false), cells, 0).taps).toBe(taps);
});

it.each([
  ["an even number of taps", 30, 6, 10, "taps"],
  ["taps that leave points unseen", 30, 6, 3, "taps"],
  ["more taps than points", 30, 6, 31, "taps"],
])("refuses %s", (_, points, cells, taps, text) => {
  expect(() => tapLayout(grid(points, true), cells, taps)).toThrow(text);
});

it("refuses two dimensions, and says what to do", () => {
  const square = { domain: [[0, 1] as const, [0, 1] as const], points: [8, 8], periodic: true };
  let thrown: unknown;
  try {
    tapLayout(square, 2, 0);
  } catch (error) {
    thrown = error;
  }
  expect(isCoarsegrainError(thrown, "InvalidData")).toBe(true);
  expect((thrown as Error).message).toContain("form=pod");
});

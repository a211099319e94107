import { expect, it } from "vitest";
import { fourierPlan, fourierTransform } from "../../../src/kernel/fields/fourier.js";
import { instantiateFieldsKernel } from "../../../src/kernel/fields/load.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";

const kernel = await instantiateFieldsKernel();

it.each([1, 2, 3, 4, 5, 7, 8, 30, 61, 121, 500, 504, 1000])("transforms %i numbers", (n) => {
  const mark = kernel.arena.mark();
  const generator = new Xoshiro128([1, 2, 3, n]);
  const plan = fourierPlan(kernel, n);
  const [x, room] = [kernel.arena.f64(2 * n), kernel.arena.f64(2 * n)];
  const given = Float64Array.from({ length: 2 * n }, () => generator.next() / 2 ** 31 - 1);
  x.view.set(given);
  const { view } = fourierTransform(kernel, plan, x, room);
  let worst = 0;
  for (let k = 0; k < n; k++) {
    let [re, im] = [0, 0];
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      re += c * given[2 * j] - s * given[2 * j + 1];
      im += s * given[2 * j] + c * given[2 * j + 1];
    }
    worst = Math.max(worst, Math.abs(view[2 * k] - re), Math.abs(view[2 * k + 1] - im));
  }
  expect(worst).toBeLessThan(2e-13 * Math.sqrt(n));
  kernel.arena.release(mark);
});

it("refuses lengths with a large prime factor", () => {
  expect(() => fourierPlan(kernel, 2 * 67)).toThrowError(/prime factors are at most 61/);
});

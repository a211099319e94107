import { describe, expect, test } from "vitest";
import scalarTestOnly from "../../build/test-only.scalar.wasm";
import simdTestOnly from "../../build/test-only.simd.wasm";
import { instantiateKernel } from "../../src/kernel/load.js";
import { cos2Pi, digamma, exp, log, logGamma, sin2Pi } from "../../src/kernel/math.js";
import { Arena } from "../../src/kernel/memory.js";
import { Xoshiro128 } from "../oracle/xoshiro.js";
import { bothBuilds } from "./builds.js";

const kernel = await instantiateKernel();
const generator = new Xoshiro128([1, 2, 3, 4]);
const uniform = () => (generator.next() + generator.next() / 2 ** 32) / 2 ** 32;

/** assembly/test-only.ts: functions of `n` float64 at `inAt`, two at a time. */
interface TestOnlyExports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global;
  mathExpAll(inAt: number, outAt: number, n: number): void;
  mathLogAll(inAt: number, outAt: number, n: number): void;
  mathTurnAll(inAt: number, cosAt: number, sinAt: number, n: number): void;
}

async function instantiateTestOnly(bytes: Uint8Array<ArrayBuffer>) {
  const { instance } = await WebAssembly.instantiate(bytes);
  const call = instance.exports as unknown as TestOnlyExports;
  return { call, arena: new Arena(call.memory, call.heapBase.value) };
}

const real = new Float64Array(1);
const bits = new BigInt64Array(real.buffer);

function bitsOf(x: number): bigint {
  real[0] = x;
  return bits[0];
}

/** Numbers between two numbers of the same sign. */
function ulps(x: number, y: number): number {
  if (Object.is(x, y)) return 0;
  const distance = Number(bitsOf(x) - bitsOf(y));
  return Math.abs(distance);
}

/** x, log Gamma(x), digamma(x) from 30-digit arithmetic. */
const gammaTable = [
  [1e-300, 690.7755278982137, -9.999999999999999e299],
  [1e-10, 23.025850929882736, -10000000000.577215],
  [0.01, 4.599479878042022, -100.56088545786868],
  [0.1, 2.252712651734206, -10.423754940411076],
  [0.3, 1.0957979948180756, -3.502524222200133],
  [0.5, 0.5723649429247001, -1.9635100260214235],
  [0.75, 0.20328095143129538, -1.0858608797864722],
  [0.999, 0.0005780385328913802, -0.5788618021086455],
  [1.001, -0.0005763935982833062, -0.5755719318103006],
  [1.25, -0.09827183642181316, -0.22745353337626542],
  [1.5, -0.12078223763524522, 0.03648997397857652],
  [1.75, -0.08440112102048555, 0.24747245354686118],
  [1.9999, -4.227520877215346e-5, 0.42271983967113097],
  [2.0001, 4.2281658112919945e-5, 0.4228488264846654],
  [2.5, 0.2846828704729192, 0.7031566406452432],
  [3, Math.LN2, 0.9227843350984671],
  [4.7, 2.7364051463155667, 1.4374238096317817],
  [7.3, 7.147892523022248, 1.9178203356379862],
  [9.99, 12.779315214350193, 2.250700372831201],
  [10, 12.801827480081469, 2.251752589066721],
  [12.5, 18.734347511936445, 2.4851956512749123],
  [33.3, 82.60372358165495, 3.490467238520243],
  [100, 359.1342053695754, 4.600161852738087],
  [1234.5, 7550.550901077895, 7.118016231827998],
  [1e6, 12815504.569147611, 13.815510057964191],
  [1e15, 3.3538776394910668e16, 34.538776394910684],
  [1e300, 6.897755278982137e302, 690.7755278982137],
];

describe("exp", () => {
  test("is within 2 ulp of the engine's over its range", () => {
    let worst = 0;
    for (let i = 0; i < 100_000; i++) {
      const wide = -745 + 1454 * uniform();
      const narrow = 2 * uniform() - 1;
      for (const x of [wide, narrow, narrow * 1e-9]) {
        worst = Math.max(worst, ulps(exp(kernel, x), Math.exp(x)));
      }
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  test("meets 30-digit values", () => {
    for (const [x, y] of [
      [-700.5, 5.980196118639791e-305],
      [-20.5, 1.2501528663867426e-9],
      [0.1, 1.1051709180756477],
      [1, Math.E],
      [30, 10686474581524.463],
      [300.25, 2.4941248615349213e130],
    ]) {
      expect(ulps(exp(kernel, x), y)).toBeLessThanOrEqual(1);
    }
  });

  test("is right at the edges", () => {
    expect(exp(kernel, 0)).toBe(1);
    expect(exp(kernel, -0)).toBe(1);
    expect(exp(kernel, 5e-324)).toBe(1);
    expect(exp(kernel, Infinity)).toBe(Infinity);
    expect(exp(kernel, -Infinity)).toBe(0);
    expect(exp(kernel, Number.NaN)).toBeNaN();
    expect(exp(kernel, 709.78)).toBeLessThan(Infinity);
    expect(exp(kernel, 709.79)).toBe(Infinity);
    expect(exp(kernel, -745.13)).toBe(5e-324);
    expect(exp(kernel, -745.14)).toBe(0);
    expect(ulps(exp(kernel, -720), Math.exp(-720))).toBeLessThanOrEqual(1);
  });
});

describe("log", () => {
  test("is within 2 ulp of the engine's for any positive number", () => {
    let worst = 0;
    for (let i = 0; i < 100_000; i++) {
      bits[0] = (BigInt(generator.next()) << 31n) | BigInt(generator.next() >>> 1);
      const any = real[0];
      const near = 0.5 + 1.5 * uniform();
      for (const x of [any, near, 1 + near * 1e-9]) {
        if (x > 0) worst = Math.max(worst, ulps(log(kernel, x), Math.log(x)));
      }
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  test("is right at the edges", () => {
    expect(log(kernel, 1)).toBe(0);
    expect(log(kernel, 0)).toBe(-Infinity);
    expect(log(kernel, -0)).toBe(-Infinity);
    expect(log(kernel, -1)).toBeNaN();
    expect(log(kernel, -Infinity)).toBeNaN();
    expect(log(kernel, Number.NaN)).toBeNaN();
    expect(log(kernel, Infinity)).toBe(Infinity);
    expect(log(kernel, 5e-324)).toBeCloseTo(-744.4400719213812, 12);
    expect(ulps(log(kernel, 1e-310), -713.8013788281542)).toBeLessThanOrEqual(1);
  });
});

describe("sine and cosine of turns", () => {
  test("meet the engine's within the rounding of its argument", () => {
    let worst = 0;
    for (let i = 0; i < 100_000; i++) {
      const u = uniform();
      const cosine = Math.abs(cos2Pi(kernel, u) - Math.cos(2 * Math.PI * u));
      const sine = Math.abs(sin2Pi(kernel, u) - Math.sin(2 * Math.PI * u));
      worst = Math.max(worst, cosine, sine);
    }
    expect(worst).toBeLessThan(1.1e-15);
  });

  test("are exact at quarter turns", () => {
    expect([0, 0.25, 0.5, 0.75].map((u) => cos2Pi(kernel, u) + 0)).toEqual([1, 0, -1, 0]);
    expect([0, 0.25, 0.5, 0.75].map((u) => sin2Pi(kernel, u) + 0)).toEqual([0, 1, 0, -1]);
  });

  test("keep their relative accuracy next to their zeros", () => {
    for (const d of [1e-3, 1e-8, 2 ** -50]) {
      // 2 pi d (1 - (2 pi d)^2 / 6 + (2 pi d)^4 / 120): the next term is below 1e-16.
      const t = 2 * Math.PI * d;
      const small = t * (1 - (t * t) / 6 + t ** 4 / 120);
      // The distance of the number u itself, which is exact, not of the sum that made it.
      const beyond = 0.25 + d - 0.25;
      const other = 2 * Math.PI * beyond;
      expect(sin2Pi(kernel, d) / small).toBeCloseTo(1, 14);
      expect(-cos2Pi(kernel, 0.25 + d) / Math.sin(other)).toBeCloseTo(1, 14);
    }
  });
});

describe("log Gamma and digamma", () => {
  test.each(gammaTable)("at %d", (x, logGammaOfX, digammaOfX) => {
    expect(Math.abs(logGamma(kernel, x) / logGammaOfX - 1)).toBeLessThan(1e-13);
    expect(Math.abs(digamma(kernel, x) / digammaOfX - 1)).toBeLessThan(1e-13);
  });

  test("keep the relative accuracy of log Gamma at its zeros", () => {
    expect(logGamma(kernel, 1)).toBe(0);
    expect(logGamma(kernel, 2)).toBe(0);
    // The arguments differ from 1 and 2 by what the subtraction gives exactly.
    const up = 1 + 1e-9 - 1;
    const down = 2 - 1e-9 - 2;
    const zeta2 = Math.PI ** 2 / 6;
    const euler = 0.5772156649015329;
    const nearOne = -euler * up + (zeta2 / 2) * up * up;
    const nearTwo = (1 - euler) * down + ((zeta2 - 1) / 2) * down * down;
    expect(Math.abs(logGamma(kernel, 1 + up) / nearOne - 1)).toBeLessThan(1e-13);
    expect(Math.abs(logGamma(kernel, 2 + down) / nearTwo - 1)).toBeLessThan(1e-13);
  });

  test("follow their recurrences", () => {
    let worst = 0;
    let worstSlope = 0;
    for (let i = 0; i < 20_000; i++) {
      const x = 20 * uniform() + 1e-3;
      const step = logGamma(kernel, x + 1) - logGamma(kernel, x);
      worst = Math.max(worst, Math.abs(step - Math.log(x)));
      const slope = digamma(kernel, x + 1) - digamma(kernel, x);
      worstSlope = Math.max(worstSlope, Math.abs(slope * x - 1) / Math.max(1, x));
    }
    expect(worst).toBeLessThan(3e-14);
    expect(worstSlope).toBeLessThan(1e-13);
  });

  test("are right at the edges", () => {
    expect(logGamma(kernel, 0)).toBe(Infinity);
    expect(logGamma(kernel, -1)).toBeNaN();
    expect(logGamma(kernel, Number.NaN)).toBeNaN();
    expect(logGamma(kernel, Infinity)).toBe(Infinity);
    expect(digamma(kernel, 0)).toBe(-Infinity);
    expect(digamma(kernel, -0.5)).toBeNaN();
    expect(digamma(kernel, Infinity)).toBe(Infinity);
  });
});

test("functions of two numbers give the bits of the scalar ones, in both builds", async () => {
  const n = 20_001;
  const special = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 5e-324, 1e-310, 0.5, 1e308];
  const anything = new BigInt64Array(n);
  for (let i = 0; i < n; i++) {
    anything[i] = (BigInt(generator.next()) << 32n) | BigInt(generator.next());
  }
  const numbers = new Float64Array(anything.buffer);
  for (let i = 0; i < n; i += 2) numbers[i] = -760 + 1500 * uniform();
  numbers.set(special);
  const turns = Float64Array.from({ length: n }, uniform);
  const builds = await bothBuilds();
  for (const [build, bytes] of [simdTestOnly, scalarTestOnly].entries()) {
    const { call, arena } = await instantiateTestOnly(bytes);
    const one = builds[build].call;
    const input = arena.copyF64(numbers);
    const angle = arena.copyF64(turns);
    const out = arena.f64(n);
    const second = arena.f64(n);
    const wrong = (f: (x: number) => number, x: Float64Array, y: Float64Array) =>
      y.filter((value, i) => !Object.is(value, f(x[i]))).length;
    call.mathExpAll(input.pointer, out.pointer, n);
    expect(wrong(one.mathExp, numbers, out.view)).toBe(0);
    expect(wrong((x) => exp(kernel, x), numbers, out.view)).toBe(0);
    call.mathLogAll(input.pointer, out.pointer, n);
    expect(wrong(one.mathLog, numbers, out.view)).toBe(0);
    expect(wrong((x) => log(kernel, x), numbers, out.view)).toBe(0);
    call.mathTurnAll(angle.pointer, out.pointer, second.pointer, n);
    expect(wrong(one.mathCos2Pi, turns, out.view)).toBe(0);
    expect(wrong(one.mathSin2Pi, turns, second.view)).toBe(0);
    expect(wrong((u) => cos2Pi(kernel, u), turns, out.view)).toBe(0);
    expect(wrong((u) => sin2Pi(kernel, u), turns, second.view)).toBe(0);
  }
});

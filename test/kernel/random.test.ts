import { describe, expect, test } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import { instantiateKernel } from "../../src/kernel/load.js";
import { logGamma } from "../../src/kernel/math.js";
import { fillGamma, fillNormal, fillUniform, openStream } from "../../src/kernel/random.js";
import {
  correlationScore,
  gammaDistribution,
  kolmogorov,
  kolmogorovLimit,
  normalDistribution,
  z9995,
} from "../oracle/statistics.js";
import { ReferenceStream, Xoshiro128 } from "../oracle/xoshiro.js";

const kernel = await instantiateKernel();
const { arena, call } = kernel;

/** Runs `body` and gives its memory back. */
function scoped<T>(body: () => T): T {
  const mark = arena.mark();
  const result = body();
  arena.release(mark);
  return result;
}

function uniforms(n: number, seed: number, a = 0, b = 0): Float64Array {
  return scoped(() => {
    const stream = openStream(kernel, seed, a, b);
    const out = arena.f64(n);
    fillUniform(kernel, stream, out);
    return out.view.slice();
  });
}

function normals(n: number, seed: number): Float64Array {
  return scoped(() => {
    const stream = openStream(kernel, seed);
    const out = arena.f64(n);
    fillNormal(kernel, stream, out);
    return out.view.slice();
  });
}

function gammas(n: number, shape: number, seed: number): Float64Array {
  return scoped(() => {
    const stream = openStream(kernel, seed);
    const out = arena.f64(n);
    fillGamma(kernel, stream, shape, out);
    return out.view.slice();
  });
}

describe("streams", () => {
  test("every lane is the published xoshiro128++", () => {
    // First outputs of the authors' code from the state 1, 2, 3, 4.
    const published = [
      641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295,
    ];
    const reference = new Xoshiro128([1, 2, 3, 4]);
    expect(published.map(() => reference.next())).toEqual(published);
    scoped(() => {
      const state = arena.u32(16);
      state.view.set([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
      const out = arena.u32(4 * published.length);
      call.fillBits(state.pointer, out.pointer, published.length);
      expect(Array.from(out.view)).toEqual(published.flatMap((word) => [word, word, word, word]));
    });
  });

  test.each([
    [0, 0, 0],
    [1, 2, 3],
    [Number.MAX_SAFE_INTEGER, 4294967295, 4294967295],
    [4294967296, 0, 7],
  ])("seed %d and ids %d, %d give the bits of the reference", (seed, a, b) => {
    const reference = new ReferenceStream(seed, a, b);
    const expected = Array.from({ length: 500 }, () => reference.block()).flat();
    scoped(() => {
      const stream = openStream(kernel, seed, a, b);
      const out = arena.u32(2000);
      // In two parts: the state carries over.
      call.fillBits(stream.pointer, out.pointer, 123);
      call.fillBits(stream.pointer, out.pointer + 123 * 16, 377);
      expect(Array.from(out.view)).toEqual(expected);
    });
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])("seed %d is refused", (seed) => {
    let caught: unknown;
    try {
      openStream(kernel, seed);
    } catch (error) {
      caught = error;
    }
    expect(isCoarsegrainError(caught, "InvalidParameter")).toBe(true);
  });

  test("ids beyond 32 bits are refused", () => {
    expect(() => openStream(kernel, 1, 2 ** 32)).toThrow(/stream id a/);
    expect(() => openStream(kernel, 1, 0, -1)).toThrow(/stream id b/);
  });
});

describe("uniforms", () => {
  test("are those of the reference, for odd lengths too", () => {
    const reference = new ReferenceStream(5, 6, 7);
    const expected = Array.from({ length: 701 }, () => reference.uniforms()).flat();
    expect(Array.from(uniforms(1401, 5, 6, 7))).toEqual(expected.slice(0, 1401));
  });

  test("are uniform (Kolmogorov-Smirnov, significance .001)", () => {
    const sample = uniforms(1_000_000, 11);
    expect(kolmogorov(sample, (x) => x)).toBeLessThan(kolmogorovLimit);
    expect(sample.every((x) => x > 0 && x < 1)).toBe(true);
    let square = 0;
    for (const x of sample) square += (x - 0.5) ** 2 - 1 / 12;
    // The variance of (x - 1/2)^2 is 1/180.
    expect(Math.abs(square) / Math.sqrt(sample.length / 180)).toBeLessThan(z9995);
  });

  test("are uncorrelated between lanes, at short lags, and between neighbouring streams", () => {
    const n = 200_000;
    const sample = uniforms(2 * n, 12);
    const even = sample.filter((_, i) => i % 2 === 0);
    const odd = sample.filter((_, i) => i % 2 === 1);
    const pairs: [Float64Array, Float64Array][] = [
      [even, odd],
      [even.subarray(1), even.subarray(0, n - 1)],
      [even.subarray(1), odd.subarray(0, n - 1)],
      [odd.subarray(2), odd.subarray(0, n - 2)],
      [sample, uniforms(2 * n, 13)],
      [sample, uniforms(2 * n, 12, 1)],
      [sample, uniforms(2 * n, 12, 0, 1)],
      [uniforms(2 * n, 12, 1), uniforms(2 * n, 12, 0, 1)],
    ];
    // Eight two-sided tests at .001 in all: .0000625 on each side.
    for (const [a, b] of pairs) expect(Math.abs(correlationScore(a, b))).toBeLessThan(3.836);
  });
});

describe("normals", () => {
  test("are Box and Muller's of the reference uniforms", () => {
    const reference = new ReferenceStream(21);
    const sample = normals(1001, 21);
    for (let i = 0; i < 1001; i += 2) {
      const [u, turn] = reference.uniforms();
      const radius = Math.sqrt(-2 * Math.log(u));
      expect(sample[i]).toBeCloseTo(radius * Math.cos(2 * Math.PI * turn), 13);
      if (i < 1000) expect(sample[i + 1]).toBeCloseTo(radius * Math.sin(2 * Math.PI * turn), 13);
    }
  });

  test("are normal (Kolmogorov-Smirnov, significance .001)", () => {
    expect(kolmogorov(normals(300_000, 22), normalDistribution)).toBeLessThan(kolmogorovLimit);
  });

  test("have the moments and tails of the normal law", () => {
    const n = 4_000_000;
    const sample = normals(n, 23);
    const powers = [0, 0, 0, 0];
    const beyond = [0, 0, 0];
    for (const x of sample) {
      powers[0] += x;
      powers[1] += x * x - 1;
      powers[2] += x ** 3;
      powers[3] += x ** 4 - 3;
      if (Math.abs(x) > 3) beyond[0]++;
      if (Math.abs(x) > 4) beyond[1]++;
      if (x > 4.5) beyond[2]++;
    }
    // Variances of x, x^2, x^3, x^4: 1, 2, 15, 96.
    [1, 2, 15, 96].forEach((variance, k) => {
      expect(Math.abs(powers[k]) / Math.sqrt(n * variance)).toBeLessThan(z9995);
    });
    [2.6997960632601866e-3, 6.334248366623996e-5, 3.3976731247300535e-6].forEach((p, k) => {
      expect(Math.abs(beyond[k] - n * p) / Math.sqrt(n * p)).toBeLessThan(z9995);
    });
  });
});

describe("gamma numbers", () => {
  test.each([0.1, 0.6, 1, 2.5, 40, 1e4])(
    "of shape %d have their law (Kolmogorov-Smirnov, significance .001)",
    (shape) => {
      const constant = logGamma(kernel, shape);
      const sample = gammas(shape > 1000 ? 5000 : 100_000, shape, 31);
      const distance = kolmogorov(sample, (x) => gammaDistribution(shape, x, constant));
      expect(distance).toBeLessThan(kolmogorovLimit);
    },
  );

  test("are finite and not negative for the smallest shapes", () => {
    expect(gammas(10_000, 1e-3, 32).every((x) => x >= 0 && x < 50)).toBe(true);
  });

  test("need a positive finite shape", () => {
    for (const shape of [0, -1, Number.NaN, Infinity]) {
      expect(() => gammas(1, shape, 1)).toThrow(/shape must be a positive finite number/);
    }
  });

  test("the test tells shape 2.5 from 2.53", () => {
    const sample = gammas(100_000, 2.53, 33);
    const constant = logGamma(kernel, 2.5);
    const distance = kolmogorov(sample, (x) => gammaDistribution(2.5, x, constant));
    expect(distance).toBeGreaterThan(kolmogorovLimit);
  });
});

import { describe, expect, it } from "vitest";
import {
  savitzkyGolayWeights,
  smooth,
  smoothedAt,
} from "../../../src/models/multiscale-sde/savitzky-golay.js";

const weights = savitzkyGolayWeights({ window: 21, degree: 3 });

/** The published weights of the middle of a cubic window of 2 m + 1 points. */
function published(m: number): Float64Array {
  const norm = ((2 * m + 1) * (4 * m * m + 4 * m - 3)) / 3;
  return Float64Array.from({ length: 2 * m + 1 }, (_, i) => {
    return (3 * m * m + 3 * m - 1 - 5 * (i - m) ** 2) / norm;
  });
}

describe("Savitzky-Golay weights", () => {
  it("are in the middle those of the closed form", () => {
    const middle = weights.value.subarray(10 * 21, 11 * 21);
    published(10).forEach((w, i) => {
      expect(middle[i]).toBeCloseTo(w, 14);
    });
  });

  it("give a cubic and its derivatives exactly at every point of the window", () => {
    const f = (t: number) => 1 - 2 * t + 0.3 * t * t - 0.01 * t ** 3;
    const df = (t: number) => -2 + 0.6 * t - 0.03 * t * t;
    const ddf = (t: number) => 0.6 - 0.06 * t;
    for (let at = 0; at < 21; at++) {
      const sums = [weights.value, weights.slope, weights.curvature].map((table) => {
        let sum = 0;
        for (let i = 0; i < 21; i++) sum += table[at * 21 + i] * f(i);
        return sum;
      });
      expect(sums[0]).toBeCloseTo(f(at), 10);
      expect(sums[1]).toBeCloseTo(df(at), 10);
      expect(sums[2]).toBeCloseTo(ddf(at), 10);
    }
  });

  it("refuse an even window and a degree that no window determines", () => {
    expect(() => savitzkyGolayWeights({ window: 20, degree: 3 })).toThrow("odd");
    expect(() => savitzkyGolayWeights({ window: 3, degree: 3 })).toThrow("degree");
  });
});

describe("smoothing in time", () => {
  it("keeps a cubic and its derivative up to both ends, in each channel", () => {
    const [times, h] = [40, 0.05];
    const signal = new Float64Array(times * 2);
    for (let i = 0; i < times; i++) {
      const t = i * h;
      signal[2 * i] = t ** 3 - t;
      signal[2 * i + 1] = 2 + t * t;
    }
    const { mean, rate } = smooth(signal, 2, h, weights);
    for (let i = 0; i < times; i++) {
      const t = i * h;
      expect(mean[2 * i]).toBeCloseTo(t ** 3 - t, 11);
      expect(rate[2 * i]).toBeCloseTo(3 * t * t - 1, 9);
      expect(rate[2 * i + 1]).toBeCloseTo(2 * t, 9);
    }
  });

  it("is the same at one time alone", () => {
    const signal = Float64Array.from({ length: 3 * 40 }, (_, i) => Math.sin(i * i));
    const { mean } = smooth(signal, 3, 0.1, weights);
    for (const t of [0, 5, 20, 39]) {
      expect(smoothedAt(signal, 3, t, weights)).toEqual(mean.slice(3 * t, 3 * t + 3));
    }
    expect(() => smoothedAt(signal.subarray(60), 3, 0, weights)).toThrow("21 of the smoothing");
  });

  it("refuses fewer times than the window", () => {
    expect(() => smooth(new Float64Array(20), 1, 1, weights)).toThrow("at least the 21");
  });
});

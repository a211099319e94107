import { invalidData, invalidParameter } from "../../errors.js";

/** Width and degree of the local polynomials. */
export interface SavitzkyGolayOptions {
  /** Points in each fit, odd. */
  readonly window: number;
  readonly degree: number;
}

/** Weights of the points of a window for a quantity at each of its points, [at][point]. */
export interface SavitzkyGolayWeights {
  readonly window: number;
  readonly value: Float64Array;
  /** Of d / d index. */
  readonly slope: Float64Array;
  /** Of d^2 / d index^2. */
  readonly curvature: Float64Array;
}

function checkOptions({ window, degree }: SavitzkyGolayOptions): void {
  if (!(Number.isSafeInteger(window) && window > 0 && window % 2 === 1)) {
    throw invalidParameter("window", "an odd positive integer", window);
  }
  if (!(Number.isSafeInteger(degree) && degree >= 0 && degree < window)) {
    throw invalidParameter("degree", `an integer from 0 to ${window - 1}`, degree);
  }
}

/**
 * Polynomials that are orthonormal over the points x = -1 .. 1 of a window, by their three-term recurrence, with their
 * first two derivatives: each [degree + 1][point].
 */
function orthonormalPolynomials({ window, degree }: SavitzkyGolayOptions) {
  const half = (window - 1) / 2;
  const x = Float64Array.from({ length: window }, (_, i) => (half > 0 ? (i - half) / half : 0));
  const make = () => Array.from({ length: degree + 1 }, () => new Float64Array(window));
  const [p, d, c] = [make(), make(), make()];
  p[0].fill(1 / Math.sqrt(window));
  for (let k = 1; k <= degree; k++) {
    const [now, before] = [p[k - 1], k > 1 ? k - 2 : -1];
    // The points are symmetric about 0, so that x p_k-1 has no part along p_k-1.
    let overlap = 0;
    if (before >= 0) for (let i = 0; i < window; i++) overlap += x[i] * now[i] * p[before][i];
    let norm = 0;
    for (let i = 0; i < window; i++) {
      const old = (a: readonly Float64Array[]) => (before >= 0 ? overlap * a[before][i] : 0);
      p[k][i] = x[i] * now[i] - old(p);
      d[k][i] = now[i] + x[i] * d[k - 1][i] - old(d);
      c[k][i] = 2 * d[k - 1][i] + x[i] * c[k - 1][i] - old(c);
      norm += p[k][i] * p[k][i];
    }
    const scale = 1 / Math.sqrt(norm);
    for (const a of [p, d, c]) for (let i = 0; i < window; i++) a[k][i] *= scale;
  }
  return { p, d, c, half };
}

/**
 * Least-squares polynomials over a window of equidistant points, evaluated at each of its points (Savitzky & Golay 1964;
 * away from the middle: Gorry 1990).
 *
 * @throws InvalidParameter unless the window is odd and the degree below it
 */
export function savitzkyGolayWeights(options: SavitzkyGolayOptions): SavitzkyGolayWeights {
  checkOptions(options);
  const { window, degree } = options;
  const { p, d, c, half } = orthonormalPolynomials(options);
  const weights = (at: readonly Float64Array[], scale: number) => {
    const table = new Float64Array(window * window);
    for (let i = 0; i < window; i++) {
      for (let j = 0; j < window; j++) {
        let sum = 0;
        for (let k = 0; k <= degree; k++) sum += at[k][i] * p[k][j];
        table[i * window + j] = scale * sum;
      }
    }
    return table;
  };
  const unit = half > 0 ? 1 / half : 0;
  return {
    window,
    value: weights(p, 1),
    slope: weights(d, unit),
    curvature: weights(c, unit * unit),
  };
}

/** A signal and its derivative in time, each [time][channel]. */
export interface SmoothedSignal {
  readonly mean: Float64Array;
  readonly rate: Float64Array;
}

/**
 * Smooths equidistant signals in time, and differentiates them. Near the ends the polynomial of the outermost window is
 * evaluated where the point lies, so that every time has both.
 *
 * @param signal [time][channel]
 * @param timeStep between two times
 * @throws InvalidData if there are fewer times than the window has
 */
export function smooth(
  signal: Float64Array,
  channels: number,
  timeStep: number,
  { window, value, slope }: SavitzkyGolayWeights,
): SmoothedSignal {
  const times = signal.length / channels;
  if (times < window) {
    const recover = "Give longer trajectories, or set a narrower window.";
    throw invalidData(
      "times of a trajectory",
      `at least the ${window} of the smoothing window`,
      `${times}`,
      recover,
    );
  }
  const mean = new Float64Array(signal.length);
  const rate = new Float64Array(signal.length);
  const half = (window - 1) / 2;
  for (let t = 0; t < times; t++) {
    const first = Math.min(Math.max(t - half, 0), times - window);
    const row = (t - first) * window;
    const to = t * channels;
    for (let j = 0; j < window; j++) {
      const from = (first + j) * channels;
      const [a, b] = [value[row + j], slope[row + j] / timeStep];
      for (let k = 0; k < channels; k++) {
        mean[to + k] += a * signal[from + k];
        rate[to + k] += b * signal[from + k];
      }
    }
  }
  return { mean, rate };
}

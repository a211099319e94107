/**
 * The fit of the sparse Bayesian model in plain JavaScript: the same updates as src/models/sparse-bayes
 * with a shared precision and no elimination, as loops over Float64Array, with nothing of WebAssembly.
 */
import { choleskyJs, dotJs, gramJs, inverseDiagonalJs, solveJs } from "./linear-algebra-js.js";
import { newtonJs, tilt } from "./softmax-js.js";

/** The data as the model sees them; X0 and counts have shape [sequences][bins]. */
export interface FitData {
  readonly x0: Float64Array;
  readonly counts: Float64Array;
  readonly sequences: number;
  readonly bins: number;
  readonly walkers: number;
}

export interface FitPlan {
  readonly range: number;
  readonly accelerated: boolean;
  /** Stops once the bound reaches this. */
  readonly target?: number;
  /** Stops once ten iterations raise the bound by less than this. */
  readonly tolerance?: number;
}

const prior = 1e-10;
const relevanceStride = 10;
const precisionStride = 4;
const pruned = 1e4;
const steady = 1.5;
const mostJoint = 64;
const window = 10;
const log2Pi = Math.log(2 * Math.PI);

/** log Gamma and its derivative: by recurrence to an argument where Stirling's series holds. */
function gammaPair(x: number): { logGamma: number; digamma: number } {
  let logGamma = 0;
  let digamma = 0;
  let y = x;
  for (; y < 10; y++) {
    logGamma -= Math.log(y);
    digamma -= 1 / y;
  }
  const q = 1 / (y * y);
  const series = (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q / 1680))) / y;
  logGamma += (y - 0.5) * Math.log(y) - y + 0.5 * log2Pi + series;
  digamma += Math.log(y) - 0.5 / y - q * (1 / 12 - q * (1 / 120 - q * (1 / 252 - q / 240)));
  return { logGamma, digamma };
}

/** Features, [feature][row]: first order, then ordered pairs. */
export function featuresJs(
  { x0, sequences, bins }: Pick<FitData, "x0" | "sequences" | "bins">,
  range: number,
): Float64Array[] {
  const rows = sequences * bins;
  const first: Float64Array[] = [];
  for (let m = -range; m <= range; m++) {
    const phi = new Float64Array(rows);
    for (let i = 0; i < sequences; i++) {
      for (let j = 0; j < bins; j++) phi[i * bins + j] = x0[i * bins + ((j + m + bins) % bins)];
    }
    first.push(phi);
  }
  const second = first.flatMap((a) => first.map((b) => a.map((value, r) => value * b[r])));
  return [...first, ...second];
}

interface State {
  active: number[];
  gram: Float64Array;
  theta: Float64Array;
  variance: Float64Array;
  used: Float64Array;
  tau: Float64Array;
  v: number;
  ahead: number;
  /** The precision of the last iteration, and the gradient there. */
  visited: number;
  gradient: number;
  mu: Float64Array;
  s2: Float64Array;
  prediction: Float64Array;
}

/** Fits until the plan says stop; returns the bound and the iterations. */
export function fitJs(data: FitData, plan: FitPlan): { bound: number; iterations: number } {
  const { counts, sequences, bins, walkers } = data;
  const rows = sequences * bins;
  const phi = featuresJs(data, plan.range);
  const size = phi.length;
  const gramAll = gramJs(phi, rows);
  const whole = gammaPair(walkers + 1).logGamma;
  let logCoefficient = sequences * whole;
  for (const m of counts) logCoefficient -= gammaPair(m + 1).logGamma;
  const shape = prior + 0.5 * rows;
  const gammaShape = gammaPair(shape);
  const alpha = prior + 0.5;
  const gammaAlpha = gammaPair(alpha);
  const entropyShape = shape + gammaShape.logGamma + (1 - shape) * gammaShape.digamma;
  const entropyAlpha = alpha + gammaAlpha.logGamma + (1 - alpha) * gammaAlpha.digamma;
  const priorTerm = prior * Math.log(prior) - gammaPair(prior).logGamma;
  const limit =
    0.5 * (gammaAlpha.digamma - Math.log(alpha)) +
    priorTerm +
    (prior - 1) * gammaAlpha.digamma +
    entropyAlpha;

  const rho = new Float64Array(bins);
  const growth = new Float64Array(bins);
  const matrix = new Float64Array(size * size);
  const vector = new Float64Array(size);
  const diagonal = new Float64Array(size);

  function choose(s: State, accelerated: boolean): void {
    if (s.variance[0] === 0) return;
    const kept: number[] = [];
    // While the noise is not known the data may yet come to ask for a feature.
    const ratio = s.ahead / s.visited;
    const leave = !accelerated || (ratio < steady && ratio > 1 / steady);
    for (let k = 0; k < s.active.length; k++) {
      const tau = s.used[k];
      const g = 1 / s.variance[k] - tau;
      const h = s.theta[k] / s.variance[k];
      const best = h * h > g && g > 0 ? (g * g) / (h * h - g) : Infinity;
      s.used[k] = accelerated
        ? Math.max(Math.min(best, tau * relevanceStride), tau / relevanceStride)
        : s.tau[k];
      if (!leave || s.used[k] < pruned * g) kept.push(k);
    }
    if (kept.length === s.active.length || kept.length === 0) return;
    const pick = (from: Float64Array) => Float64Array.from(kept, (k) => from[k]);
    const n = s.active.length;
    const gram = new Float64Array(kept.length * kept.length);
    for (let a = 0; a < kept.length; a++) {
      for (let b = 0; b < kept.length; b++)
        gram[a * kept.length + b] = s.gram[kept[a] * n + kept[b]];
    }
    s.active = kept.map((k) => s.active[k]);
    s.gram = gram;
    s.theta = pick(s.theta);
    s.variance = pick(s.variance);
    s.used = pick(s.used);
    s.tau = pick(s.tau);
  }

  function predict({ active, theta, prediction }: State): void {
    prediction.fill(0);
    for (let k = 0; k < active.length; k++) {
      const row = phi[active[k]];
      const weight = theta[k];
      for (let r = 0; r < rows; r++) prediction[r] += weight * row[r];
    }
  }

  /** Precision that the data give theta once the coarse states are integrated out, into `matrix`. */
  function dataPrecision({ active, mu, s2 }: State, v: number): void {
    const n = active.length;
    const root = new Float64Array(rows);
    const direction = new Float64Array(rows);
    for (let from = 0; from < rows; from += bins) {
      tilt(mu, s2, from, bins, rho, growth);
      let leverage = 0;
      for (let k = 0; k < bins; k++) {
        const part = (rho[k] * v) / (walkers * rho[k] + v);
        leverage += part;
        direction[from + k] = part;
        root[from + k] = Math.sqrt(walkers * part);
      }
      const scale = Math.sqrt(walkers / leverage);
      for (let k = 0; k < bins; k++) direction[from + k] *= scale;
    }
    const weighted = active.map((l) => phi[l].map((value, r) => value * root[r]));
    const projected = active.map((l) =>
      Float64Array.from({ length: sequences }, (_, i) =>
        dotJs(phi[l], i * bins, direction, i * bins, bins),
      ),
    );
    const known = gramJs(weighted, rows);
    const lost = gramJs(projected, sequences);
    for (let k = 0; k < n * n; k++) matrix[k] = known[k] - lost[k];
  }

  /** One Newton step in theta, X following; then X follows. Throws if rounding leaves no Cholesky factor. */
  function jointStep(s: State, v: number): void {
    const { active, used, theta, mu, s2, prediction } = s;
    const n = active.length;
    dataPrecision(s, v);
    const residual = mu.map((x, r) => x - prediction[r]);
    for (let k = 0; k < n; k++) {
      matrix[k * n + k] += used[k];
      vector[k] = v * dotJs(phi[active[k]], 0, residual, 0, rows) - used[k] * theta[k];
    }
    choleskyJs(matrix, n);
    solveJs(matrix, n, vector);
    for (let k = 0; k < n; k++) theta[k] += vector[k];
    predict(s);
    newtonJs({ mu, s2, prediction, v }, data);
  }

  function iterate(s: State, accelerated: boolean, first: boolean): number {
    const v = accelerated ? s.ahead : s.v;
    const { mu, s2, prediction } = s;
    newtonJs({ mu, s2, prediction, v }, data);
    choose(s, accelerated);
    const { active, gram } = s;
    const n = active.length;
    if (accelerated && !first && n <= mostJoint) jointStep(s, v);
    for (let k = 0; k < n * n; k++) matrix[k] = v * gram[k];
    for (let k = 0; k < n; k++) {
      matrix[k * n + k] += s.used[k];
      vector[k] = v * dotJs(phi[active[k]], 0, mu, 0, rows);
    }
    const logDeterminant = choleskyJs(matrix, n);
    solveJs(matrix, n, vector);
    inverseDiagonalJs(matrix, n, diagonal);
    // v trace(gram A^-1) = n - sum tau (A^-1)_ll
    let determined = n;
    let bound = logCoefficient + 0.5 * (n - logDeterminant) + (size - n) * limit;
    for (let k = 0; k < n; k++) {
      const theta = vector[k];
      const variance = diagonal[k];
      determined -= s.used[k] * variance;
      const second = theta * theta + variance;
      const rate = prior + 0.5 * second;
      const tau = alpha / rate;
      const logTau = gammaAlpha.digamma - Math.log(rate);
      s.theta[k] = theta;
      s.variance[k] = variance;
      s.tau[k] = tau;
      bound += 0.5 * (logTau - tau * second) + priorTerm + (prior - 1) * logTau - prior * tau;
      bound += entropyAlpha - Math.log(rate);
    }
    predict(s);
    let distance = 0;
    let uncertainty = determined / v;
    for (let r = 0; r < rows; r++) {
      const d = mu[r] - prediction[r];
      distance += d * d;
      uncertainty += s2[r];
      bound += counts[r] * mu[r] + 0.5 * (Math.log(s2[r]) + 1 + log2Pi);
    }
    for (let from = 0; from < rows; from += bins) {
      bound -= walkers * tilt(mu, s2, from, bins, rho, growth).lse;
    }
    const residual = distance + uncertainty;
    s.v = shape / (prior + 0.5 * residual);
    // Fisher scoring towards the fixed point of the plain updates, or the secant where that overshot.
    const gamma = rows - v * uncertainty;
    const gradient = v * (v * distance - gamma);
    const secant = (s.gradient - gradient) / (1 / v - 1 / s.visited);
    const fisher = (gamma * v) ** 2 / rows;
    const information = s.gradient * gradient < 0 && secant > fisher ? secant : fisher;
    const u = 1 / v + gradient / information;
    const best = u > 0 ? 1 / u : Number.POSITIVE_INFINITY;
    s.ahead = Math.max(Math.min(best, v * precisionStride), v / precisionStride);
    s.visited = v;
    s.gradient = gradient;
    const logRate = Math.log(shape / s.v);
    const logV = gammaShape.digamma - logRate;
    bound += 0.5 * rows * (logV - log2Pi) - 0.5 * s.v * residual;
    bound += priorTerm + (prior - 1) * logV - prior * s.v + entropyShape - logRate;
    return bound;
  }

  const mu = counts.map((m) => Math.log(m + 0.5));
  for (let from = 0; from < rows; from += bins) {
    let sum = 0;
    for (let k = 0; k < bins; k++) sum += mu[from + k];
    for (let k = 0; k < bins; k++) mu[from + k] -= sum / bins;
  }
  let state: State = {
    active: Array.from({ length: size }, (_, l) => l),
    gram: gramAll,
    theta: new Float64Array(size),
    variance: new Float64Array(size),
    used: new Float64Array(size).fill(1),
    tau: new Float64Array(size).fill(1),
    v: 1,
    ahead: 1,
    visited: 1,
    gradient: 0,
    mu,
    s2: counts.map((m) => 1 / (m + 1)),
    prediction: new Float64Array(rows),
  };
  const copy = (s: State): State => ({
    ...s,
    theta: s.theta.slice(),
    variance: s.variance.slice(),
    used: s.used.slice(),
    tau: s.tau.slice(),
    mu: s.mu.slice(),
    s2: s.s2.slice(),
    prediction: s.prediction.slice(),
  });
  const { accelerated, target = Infinity, tolerance = -Infinity } = plan;
  const bounds: number[] = [];
  for (let iterations = 1; iterations <= 20_000; iterations++) {
    const before = accelerated && iterations > 1 ? copy(state) : undefined;
    let bound = iterate(state, accelerated, iterations === 1);
    if (before !== undefined && !(bound >= bounds[iterations - 2])) {
      before.visited = state.visited;
      before.gradient = state.gradient;
      state = before;
      bound = iterate(state, false, false);
    }
    bounds.push(bound);
    const converged = bound - bounds[iterations - 1 - window] < tolerance;
    if (bound >= target || converged) return { bound, iterations };
  }
  throw new Error(`The bound stays below ${target}: ${bounds.at(-1)}.`);
}

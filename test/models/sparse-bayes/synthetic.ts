import { Dataset } from "../../../src/dataset/dataset.js";
import type { Kernel } from "../../../src/kernel/load.js";
import { fillNormal, multinomial, openStream } from "../../../src/kernel/random.js";
import { softmax } from "../../../src/kernel/softmax-multinomial.js";

/** The synthetic law of Felsberger & Koutsourelakis 2019: coefficients by feature. */
export const paperLaw: { readonly [name: string]: number } = {
  "m=-1": 0.5,
  "m=1": 0.5,
  "m=1,1": -0.23,
  "m=-1,-1": 0.21,
};

/** A known transition law, X_j <- sum of coefficient times the product of X at the offsets + noise. */
export interface SyntheticLaw {
  readonly law: { readonly [name: string]: number };
  readonly sequences: number;
  readonly seed: number;
  readonly bins?: number;
  readonly walkers?: number;
  /** Standard deviation of the law's noise. */
  readonly noise?: number;
  /** Standard deviation of the white initial states, whose mean over the bins is removed. */
  readonly sigma?: number;
}

/** Theta . phi at bin j. */
function predictionAt(law: SyntheticLaw["law"], x: Float64Array, j: number): number {
  let sum = 0;
  for (const [name, coefficient] of Object.entries(law)) {
    let product = coefficient;
    for (const m of name.slice(2).split(",")) {
      product *= x[(j + Number(m) + x.length) % x.length];
    }
    sum += product;
  }
  return sum;
}

/** Short bursts whose counts follow a known law exactly. The bytes are the same in every engine. */
export function syntheticData(kernel: Kernel, given: SyntheticLaw): Dataset {
  const { law, sequences, seed, bins = 24, walkers = 4800, noise = 0, sigma = 0.5 } = given;
  const { arena } = kernel;
  const mark = arena.mark();
  const counts = new Uint32Array(sequences * 2 * bins);
  const initialState = new Float64Array(sequences * bins);
  const [normals, x, rho, drawn] = [
    arena.f64(2 * bins),
    arena.f64(bins),
    arena.f64(bins),
    arena.u32(bins),
  ];
  for (let i = 0; i < sequences; i++) {
    const inner = arena.mark();
    const stream = openStream(kernel, seed, i);
    fillNormal(kernel, stream, normals);
    const state = initialState.subarray(i * bins, (i + 1) * bins);
    let mean = 0;
    for (let j = 0; j < bins; j++) mean += normals.view[j] / bins;
    for (let j = 0; j < bins; j++) state[j] = sigma * (normals.view[j] - mean);
    const next = state.map((_, j) => predictionAt(law, state, j) + noise * normals.view[bins + j]);
    [state, next].forEach((values, t) => {
      x.view.set(values);
      softmax(kernel, x, 1, bins, rho);
      multinomial(kernel, stream, rho, walkers, drawn);
      counts.set(drawn.view, (2 * i + t) * bins);
    });
    arena.release(inner);
  }
  arena.release(mark);
  return new Dataset({
    grid: { domain: [-1, 1], bins },
    time: Float64Array.of(0, 1),
    sequences,
    walkers,
    counts,
    initialState,
    provenance: { version: "0", command: "synthetic", name: "synthetic", parameters: {}, seed },
  });
}

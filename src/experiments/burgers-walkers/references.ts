import type { Kernel } from "../../kernel/load.js";
import { exp, log } from "../../kernel/math.js";
import { centre } from "../../models/law/centre.js";
import type { Reference } from "../walkers/evaluate.js";
import type { Scheme } from "./schemes.js";

/** The value of a bin's neighbour on the periodic line. */
const neighbour = (values: Float64Array, bin: number) =>
  values[(bin + values.length) % values.length];

/** Counts after each step of a law of the densities relative to even spread. */
function iterate(advance: (u: Float64Array<ArrayBuffer>) => Float64Array<ArrayBuffer>): Reference {
  return (initial, steps) => {
    const mean = initial.reduce((sum, count) => sum + count, 0) / initial.length;
    const rows: Float64Array[] = [];
    let u = Float64Array.from(initial, (count) => count / mean);
    for (let step = 0; step < steps; step++) {
      u = advance(u);
      rows.push(u.map((value) => value * mean));
    }
    return rows;
  };
}

/** A scheme on the bins of the law, one step of it for each coarse step. */
export function schemeReference({ advance }: Scheme): Reference {
  return iterate((u) =>
    u.map((here, j) => advance(neighbour(u, j - 1), here, neighbour(u, j + 1))),
  );
}

/**
 * A scheme's expansion to second order in log density, iterated as a learned law is: from centred X, and
 * back to densities by softmax. No bin of the start may be empty.
 */
export function expandedReference(kernel: Kernel, { coefficients }: Scheme): Reference {
  const terms = Array.from(coefficients, ([name, value]) => ({
    value,
    offsets: name.slice(2).split(",").map(Number),
  }));
  return iterate((u) => {
    const bins = u.length;
    const x = centre(
      u.map((value) => log(kernel, value)),
      bins,
    );
    const weights = x.map((_, j) =>
      exp(
        kernel,
        terms.reduce(
          (sum, { value, offsets }) =>
            sum + offsets.reduce((product, m) => product * neighbour(x, j + m), value),
          0,
        ),
      ),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => (weight * bins) / total);
  });
}

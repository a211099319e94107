import { createAdam } from "../../src/autodiff/adam.js";
import { subtract } from "../../src/autodiff/arithmetic.js";
import { denseNetwork } from "../../src/autodiff/dense-network.js";
import { silu, square } from "../../src/autodiff/elementwise.js";
import { constant } from "../../src/autodiff/schedules.js";
import { createTape } from "../../src/autodiff/tape.js";
import type { Precision } from "../../src/kernel/network/abi.js";
import type { NetworkKernel } from "../../src/kernel/network/load.js";

export const samples = 12_800;
export const widths = [10, 128, 128, 1];

/** Products and sums of the layers, forward and twice backward, without the gradient of the data. */
export const flops = 2 * samples * (3 * (10 * 128 + 128 * 128 + 128) - 10 * 128);

/** Features [10][samples], and a function of them [samples]. */
export function regressionData(): { x: Float32Array; y: Float32Array } {
  const x = Float32Array.from({ length: 10 * samples }, (_, i) => ((i * 7919) % 2003) / 1000 - 1);
  const y = Float32Array.from({ length: samples }, (_, j) => Math.abs(x[j]) + x[samples + j]);
  return { x, y };
}

/** A step on the whole batch, part by part, so that what is between the layers stays in the cache. */
export function regression(
  kernel: NetworkKernel,
  precision: Precision,
  panel: number,
): () => number {
  const tape = createTape(kernel, { precision, seed: 1 });
  const x = tape.input(10, panel);
  const y = tape.input(1, panel);
  const network = denseNetwork(tape, "law", { widths, activation: silu });
  const objective = tape.minimise([
    { of: square(subtract(network.apply(x), y)), weight: 1 / samples },
  ]);
  const adam = createAdam([{ parameters: tape.parameters, rate: constant(1e-3) }]);
  const data = regressionData();
  return () => {
    let value = 0;
    for (let from = 0; from < samples; from += panel) {
      for (let i = 0; i < 10; i++) {
        const row = data.x.subarray(i * samples + from, i * samples + from + panel);
        x.value.set(row, i * panel);
      }
      y.value.set(data.y.subarray(from, from + panel));
      value += objective.differentiate({ accumulate: from > 0 });
    }
    adam.step();
    return value;
  };
}

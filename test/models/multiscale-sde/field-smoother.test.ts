import { expect, it } from "vitest";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { fieldSmoother } from "../../../src/models/multiscale-sde/equivariant/field-smoother.js";
import { savitzkyGolayWeights, smooth } from "../../../src/models/multiscale-sde/savitzky-golay.js";

// One window, less than a block, blocks and a rest.
it.each([
  [21, 7],
  [40, 5],
  [101, 9],
])(
  "smooths whole fields at %i times and %i points as channels one by one",
  async (times, points) => {
    const network = await instantiateNetworkKernel();
    const weights = savitzkyGolayWeights({ window: 21, degree: 3 });
    const field = Float32Array.from({ length: times * points }, (_, i) =>
      Math.sin(i * i + 0.3 * i),
    );
    const size = field.length;
    const [smoothed, rate] = [new Float32Array(2 * size), new Float32Array(2 * size)];
    const timeStep = 0.02;
    const into = fieldSmoother(network, weights, { times, points, timeStep });
    // The second time with other numbers before it: nothing of them is left.
    into(
      field.map((u) => 5 - u),
      { smoothed, rate, offset: 0 },
    );
    into(field, { smoothed, rate, offset: size });
    const wanted = smooth(Float64Array.from(field), points, timeStep, weights);
    expect(smoothed.subarray(size)).toEqual(Float32Array.from(wanted.mean));
    expect(rate.subarray(size)).toEqual(Float32Array.from(wanted.rate));
  },
);

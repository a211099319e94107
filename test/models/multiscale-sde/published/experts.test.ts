import { expect, it } from "vitest";
import { createTape } from "../../../../src/autodiff/tape.js";
import { instantiateNetworkKernel } from "../../../../src/kernel/network/load.js";
import { productOfExperts } from "../../../../src/models/multiscale-sde/published/experts.js";

it("the product of two normal densities is theirs, up to a factor, wherever it is looked at", async () => {
  const tape = createTape(await instantiateNetworkKernel(), { precision: "float64" });
  const [points, columns] = [3, 2];
  const first = Float64Array.of(1, -2, 0.3, 4, 0, 1);
  const second = Float64Array.of(0.5, 2, 0.1, -4, 1, 1);
  const own = [0.4, -1, 2];
  const { mean, precision } = productOfExperts(
    { mean: tape.input(points, columns, first), logPrecision: tape.input(points, 1, own) },
    { mean: tape.input(points, columns, second), logPrecision: tape.input(1, 1, [0.7]) },
  );
  tape.run();
  const logNormal = (u: number, m: number, logPrecision: number) =>
    -0.5 * Math.exp(logPrecision) * (u - m) ** 2;
  for (let i = 0; i < points * columns; i++) {
    const x = Math.floor(i / columns);
    const ratio = (u: number) =>
      logNormal(u, first[i], own[x]) +
      logNormal(u, second[i], 0.7) -
      logNormal(u, mean.value[i], Math.log(precision.value[x]));
    expect(ratio(-1)).toBeCloseTo(ratio(0), 10);
    expect(ratio(2)).toBeCloseTo(ratio(0), 10);
  }
});

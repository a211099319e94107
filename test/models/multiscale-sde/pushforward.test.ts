import { expect, it } from "vitest";
import { matmul } from "../../../src/autodiff/products.js";
import { createTape } from "../../../src/autodiff/tape.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { recordPushforward } from "../../../src/models/multiscale-sde/pushforward.js";

const network = await instantiateNetworkKernel();

/** Mean squared error of one step of z' = (z_2, -z_1) from (1, 0), whose path is (cos t, -sin t). */
function squaredError(timeStep: number): number {
  const tape = createTape(network, { precision: "float64", seed: 0 });
  const turn = tape.input(2, 2, Float64Array.of(0, 1, -1, 0));
  const start = tape.input(2, 1, Float64Array.of(1, 0));
  const target = Float64Array.of(Math.cos(timeStep), -Math.sin(timeStep));
  const [{ of, weight = 1 }] = recordPushforward(
    {
      latent: { apply: (z) => ({ drift: matmul(turn, z), decoded: z }) },
      start,
      targets: [tape.input(2, 1, target)],
      variance: tape.input(2, 1, Float64Array.of(1, 1)),
      fill: () => {},
    },
    timeStep,
  );
  tape.run();
  return weight * of.value[0];
}

it("steps along paths by a method of fourth order", () => {
  // The error of a step goes as h^5, its square as h^10; the leading part of it is h^5 / 120.
  const [coarse, fine] = [0.2, 0.1].map(squaredError);
  expect((2 * coarse) / (0.2 ** 5 / 120) ** 2).toBeCloseTo(1, 1);
  expect(coarse / fine).toBeGreaterThan(0.98 * 2 ** 10);
  expect(coarse / fine).toBeLessThan(1.02 * 2 ** 10);
});

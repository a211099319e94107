import { describe, expect, test } from "vitest";
import type { Start } from "../../../src/dataset/dataset.js";
import { fit } from "../../../src/models/fit.js";
import { laxWendroff } from "../../../src/models/lax-wendroff/lax-wendroff.js";
import { spectral } from "../../../src/models/spectral/spectral.js";
import { upwind } from "../../../src/models/upwind/upwind.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { burgersWalkers } from "../../../src/simulate/burgers-walkers.js";
import { interactingWalkers } from "../../../src/simulate/interacting-walkers.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { synthetic } from "../../../src/simulate/synthetic.js";
import { exactDensity } from "../../../src/simulate/walk-law.js";
import { relativeDistance } from "../../oracle/conservation-law.js";
import { softmaxOf } from "../../oracle/softmax-multinomial.js";

const schemes = { upwind, laxWendroff, spectral };

/** Relative error of the shares after some steps against the exact law of independent walkers. */
async function errorOf(scheme: keyof typeof schemes, bins: number): Promise<number> {
  const system = advectionDiffusion({ walkers: 1000, bins, sigma: 0.4, length: bins / 6 });
  const data = await simulate(system, { sequences: 1, seed: 3 });
  const posterior = await fit(data, schemes[scheme]());
  const start = data.at(0) as Start & { state: Float64Array };
  const ensemble = await posterior.forecast(start, { steps: 8, draws: 2, seed: 1 });
  const exact = exactDensity(system, softmaxOf(start.state), 8);
  return relativeDistance(ensemble.state.subarray(-bins), exact);
}

test("on independent walkers schemes of higher order are nearer to the exact law", async () => {
  const [first, second, exactInTime] = await Promise.all(
    (["upwind", "laxWendroff", "spectral"] as const).map((scheme) => errorOf(scheme, 24)),
  );
  expect(first).toBeLessThan(0.15);
  expect(second).toBeLessThan(first / 3);
  expect(exactInTime).toBeLessThan(0.002);
});

describe("on interacting walkers", () => {
  test.each([
    ["upwind", upwind],
    ["lax-wendroff", laxWendroff],
  ])("%s forecasts near the simulated density", async (_, scheme) => {
    const system = burgersWalkers({ walkers: 100_000, sigma: 0.2, length: 6 });
    const data = await simulate(system, { sequences: 1, steps: 4, seed: 3 });
    const posterior = await scheme().fit(data);
    const ensemble = await posterior.forecast(data.at(0), { steps: 4, draws: 20, seed: 1 });
    const truth = Array.from(data.countsAt(0, 4), (m) => m / 100_000);
    expect(relativeDistance(ensemble.state.subarray(-24), truth)).toBeLessThan(0.05);
  });

  test("spectral refuses, and says what to use", async () => {
    const data = await simulate(burgersWalkers({ walkers: 100 }), { sequences: 1 });
    await expect(spectral().fit(data)).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringContaining("Use finite-volume, lax-wendroff or upwind."),
    });
  });

  test("that gather without limit a forecast is refused", async () => {
    const falling = [
      [0, 0.4],
      [1, 0.05],
    ] as const;
    const gathering = interactingWalkers({ right: falling, left: falling });
    const data = await simulate(gathering, { sequences: 1, seed: 3 });
    const posterior = await upwind().fit(data);
    const run = posterior.forecast(data.at(0), { steps: 1, draws: 1, seed: 1 });
    await expect(run).rejects.toMatchObject({
      tag: "NumericalFailure",
      message: expect.stringContaining("The upwind solution"),
    });
  });
});

test.each(Object.entries(schemes))("%s refuses data of no known equation", async (_, scheme) => {
  const data = await simulate(synthetic({ walkers: 100 }), { sequences: 1 });
  await expect(scheme().fit(data)).rejects.toMatchObject({ tag: "InvalidData" });
});

import { describe, expect, test } from "vitest";
import type { Start } from "../../../src/dataset/dataset.js";
import { equationOf } from "../../../src/models/finite-volume/equation.js";
import { finiteVolume } from "../../../src/models/finite-volume/finite-volume.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { burgersWalkers } from "../../../src/simulate/burgers-walkers.js";
import { crowdingWalkers } from "../../../src/simulate/crowding-walkers.js";
import { densityDiffusionWalkers } from "../../../src/simulate/density-diffusion-walkers.js";
import { interactingWalkers } from "../../../src/simulate/interacting-walkers.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { synthetic } from "../../../src/simulate/synthetic.js";
import type { ConfiguredSystem } from "../../../src/simulate/system.js";
import { viscousBurgersWalkers } from "../../../src/simulate/viscous-burgers-walkers.js";
import { exactDensity } from "../../../src/simulate/walk-law.js";
import { coarsen, relativeDistance, solve } from "../../oracle/conservation-law.js";
import { softmaxOf } from "../../oracle/softmax-multinomial.js";

const provenance = (system: ConfiguredSystem) => ({
  name: system.name,
  parameters: system.parameters,
});

/** Densities relative to even spread of the forecast states, [step][bin]. */
async function densities(system: ConfiguredSystem, steps: number, cells = 8) {
  const data = await simulate(system, { sequences: 1, seed: 3 });
  const posterior = await finiteVolume({ cells }).fit(data);
  const start = data.at(0) as Start & { state: Float64Array };
  const { bins } = system.grid;
  const ensemble = await posterior.forecast(start, { steps, draws: 2, seed: 1 });
  return {
    start: softmaxOf(start.state).map((share) => share * bins),
    atStep: (step: number) =>
      softmaxOf(ensemble.state.slice(step * bins, (step + 1) * bins)).map((share) => share * bins),
  };
}

describe("the equation", () => {
  test.each([
    {
      system: advectionDiffusion(),
      flux: (u: number) => 0.0155 * u,
      diffusivity: () => 1.20125e-3,
    },
    // c rho^2 / 2 with rho = u / 2, and the lattice's own c rho jump / 4.
    {
      system: burgersWalkers({ speed: 0.1 }),
      flux: (u: number) => (0.1 * u * u) / 4,
      diffusivity: (u: number) => (2 * 0.1 * (u / 2)) / 240 / 4,
    },
    {
      system: viscousBurgersWalkers({ speed: 0.1, viscosity: 4e-4 }),
      flux: (u: number) => (0.1 * u * u) / 4,
      diffusivity: (u: number) => 4e-4 + (2 * 0.1 * (u / 2)) / 240 / 4,
    },
    {
      system: densityDiffusionWalkers({ diffusivity: 1e-4, densityDiffusivity: 5e-5 }),
      flux: () => 0,
      diffusivity: (u: number) => 1e-4 + 2 * 5e-5 * u,
    },
    {
      system: crowdingWalkers({ right: 0.11, left: 0.09, jam: 4 }),
      flux: (u: number) => ((0.02 / 240) * u * (1 - u / 4)) / 2.5e-3,
      diffusivity: () => 0.2 / 240 / 240 / 2 / 2.5e-3,
    },
  ])("of $system.name is the one it documents", ({ system, flux, diffusivity }) => {
    const equation = equationOf(provenance(system));
    for (const u of [0.1, 0.5, 1, 1.7, 3]) {
      expect(equation.flux(u)).toBeCloseTo(flux(u), 12);
      expect(equation.speed(u)).toBeCloseTo((flux(u + 1e-4) - flux(u - 1e-4)) / 2e-4, 8);
      expect(equation.diffusivity(u) / diffusivity(u)).toBeCloseTo(1, 3);
    }
  });

  test("of jump laws given by knots is linear between them", () => {
    const system = interactingWalkers({
      right: [
        [0, 0.1],
        [2, 0.3],
      ],
      left: [0.1],
    });
    const equation = equationOf(provenance(system));
    const perTime = 1 / 240 / 2.5e-3;
    expect(equation.flux(1)).toBeCloseTo(0.1 * perTime, 12);
    expect(equation.speed(1)).toBeCloseTo(0.2 * perTime, 12);
    expect(equation.flux(3)).toBeCloseTo(0.6 * perTime, 12);
    expect(equation.speed(3)).toBeCloseTo(0.2 * perTime, 12);
  });

  test.each([
    ["synthetic", provenance(synthetic())],
    ["imported", { name: "imported", parameters: {} }],
  ])("of %s data is not known", (name, made) => {
    expect(() => equationOf(made)).toThrow(
      expect.objectContaining({ tag: "InvalidData", message: expect.stringContaining(name) }),
    );
  });
});

describe("a forecast", () => {
  test("is the exact law of independent walkers, up to its cells", async () => {
    const system = advectionDiffusion();
    const errors: number[] = [];
    for (const cells of [4, 8, 16]) {
      const { start, atStep } = await densities(system, 10, cells);
      const exact = exactDensity(system, start, 10);
      errors.push(relativeDistance(atStep(9), exact));
    }
    expect(errors[1]).toBeLessThan(0.002);
    expect(errors[2]).toBeLessThan(errors[0] / 4);
  });

  test("is Godunov's solution of the Burgers equation on five times as many cells", async () => {
    const system = burgersWalkers();
    const { start, atStep } = await densities(system, 9);
    const fine = Float64Array.from({ length: 24 * 40 }, (_, i) => start[Math.floor(i / 40)]);
    const equation = equationOf(provenance(system));
    const law = {
      flux: equation.flux,
      diffused: (u: number) => (equation.diffusivity(1) * u * u) / 2,
      ...{ speed: 0.15, diffusivity: equation.diffusivity(3) },
    };
    const times = [1, 9];
    solve(law, fine, times, 2 / fine.length).forEach((solution, k) => {
      const distance = relativeDistance(atStep(times[k] - 1), coarsen(solution, 24));
      expect(distance, `${times[k]}`).toBeLessThan(0.006);
    });
  });

  test("of walkers that gather without limit is refused", async () => {
    const gathering = interactingWalkers({
      right: [
        [0, 0.4],
        [1, 0.05],
      ],
      left: [
        [0, 0.4],
        [1, 0.05],
      ],
    });
    const data = await simulate(gathering, { sequences: 1, seed: 3 });
    const posterior = await finiteVolume().fit(data);
    const run = posterior.forecast(data.at(0), { steps: 1, draws: 1, seed: 1 });
    await expect(run).rejects.toMatchObject({ tag: "NumericalFailure" });
  });
});

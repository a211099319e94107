import { expect, test } from "vitest";
import { persistence } from "../../../src/models/persistence/persistence.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { softmaxOf } from "../../oracle/softmax-multinomial.js";
import { chiSquareLimit } from "../../oracle/statistics.js";

test("draws walkers of the starting density at every step (significance .001)", async () => {
  const data = await simulate(advectionDiffusion({ walkers: 3000, bins: 8 }), { sequences: 2 });
  const posterior = await persistence().fit(data);
  expect(posterior.coefficients).toEqual([]);
  const draws = 200;
  const ensemble = await posterior.forecast(data.at(1), { steps: 4, draws, seed: 1 });
  const rho = softmaxOf(data.at(1).state!);
  for (const step of [0, 3]) {
    let pearson = 0;
    for (let draw = 0; draw < draws; draw++) {
      ensemble.countsAt(draw, step).forEach((m, j) => {
        pearson += (m - 3000 * rho[j]) ** 2 / (3000 * rho[j]);
      });
    }
    expect(pearson).toBeLessThan(chiSquareLimit(draws * 7));
  }
});

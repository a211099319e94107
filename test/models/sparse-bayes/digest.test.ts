import { expect, test } from "vitest";
import { digestDataset } from "../../../src/dataset/digest.js";
import { ensembleToGroup } from "../../../src/forecast/group.js";
import { fit } from "../../../src/models/fit.js";
import { sparseBayes } from "../../../src/models/sparse-bayes/sparse-bayes.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { digestGroup } from "../../../src/store/digest.js";

// A change of these is a change of results: say so in the change log.
test("data, posteriors and forecasts are these very bytes in Node and in a browser", async () => {
  const system = advectionDiffusion({ walkers: 800, bins: 12 });
  const data = await simulate(system, { sequences: 10, seed: 7 });
  const digests: { [name: string]: string } = { data: await digestDataset(data) };
  for (const [name, given] of Object.entries({
    newton: { precision: "shared" },
    perBin: { precision: "per-bin", pairs: "unordered" },
    adam: { update: "adam", iterations: 30 },
  })) {
    const posterior = await fit(data, sparseBayes({ range: 2, ...given }), { seed: 3 });
    digests[name] = await digestGroup(posterior.toGroup());
    const ensemble = await posterior.forecast(data.at(2), { steps: 8, draws: 25, seed: 4 });
    digests[`${name} forecast`] = await digestGroup(ensembleToGroup(ensemble));
  }
  expect(digests).toMatchInlineSnapshot(`
    {
      "adam": "ad99a50660c1c0488455a0742389600dc35c21be3c31cadf604ca41e9accac88",
      "adam forecast": "7cc96469c9e55dd52598c9246a817cf65c39a8b5c49a05ff1a3652000947bfdf",
      "data": "7b10744fc63fac60bf4bc6d18ef70484c038a49081b2b95e289ece0416f8e251",
      "newton": "8ed7d99fb6f8419d44073eec5f3ba450e6c3d62eb38846e44f45aa2d305c8243",
      "newton forecast": "7104111748eb9eb99dd4c258109e6a50688cd7016f3bf83c26f48869acdd4a35",
      "perBin": "2dad60399ee0c37059704eb3cc11a699925938ce9cab4ce6a41bb8fedd830c33",
      "perBin forecast": "7778f22a23dd27b2d37a514d673f278a8c26bb176efdb9c1296b2122a3b0e5a8",
    }
  `);
});

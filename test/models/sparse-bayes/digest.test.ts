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
      "adam": "cdfd6b72a06a85c64ec9a073210c0f99ed5dca63c4d72e458fa83f26d3eaca0a",
      "adam forecast": "70f5872015eada87db0fc63e7ec93e9f3036b30654e7330cfca4ca1405e13b92",
      "data": "2b47b0be29458c3f8b7fb5c18b53be0dcba282981ffa949ccae4254ca69dd8a5",
      "newton": "f187d0165e11bf17dfc7e8b669a29eda3b5e78aea33aeaca4198714a5a53cbcc",
      "newton forecast": "0b853477e3c47ca1739fc8d71f92b389ae6245bb8916a78ae3b64970e691e2a5",
      "perBin": "4002e0b63b9cadbedafcc0872006b6de52039cb0de4754fc85700cdc57a39278",
      "perBin forecast": "4d40959888786f2c65c3f61d3399e24f22981d1a77368af02004b7d6a2bac2fd",
    }
  `);
});

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
      "adam": "2151af7fc2ae0de933a0d707513fdef8151d54d7b52b6fe36865ad5a02fe309e",
      "adam forecast": "a5f95d2b2ca68a260161fdb55f92a876cae69926e7eda52a90244180aa0e2609",
      "data": "3348ba4438bf480ca16e398e403991a1163fa1b9fb5667107235124eddaa3af8",
      "newton": "e33642797c89d78f22449c31f79bd86f8ec4a3ca8e5dc94959bc810b35116785",
      "newton forecast": "60dc874660d9a39f8b64513a129dac021ba124e444a93915e1792d954c77744b",
      "perBin": "3f70a489c60758429728759cd234a83d62afa675d10b5f078e0776b2874bc7ae",
      "perBin forecast": "24e49140a657688484a27f4530ac8bd00f5a0a35f97ccee630af4ef0c5c60095",
    }
  `);
});

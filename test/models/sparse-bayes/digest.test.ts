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
      "adam": "04502bd2dc94a03408d2d8cfeecacd84c8cb04c590de5cc534883032af19278c",
      "adam forecast": "9f1211fc2f751ed08b33ad5196e947769b4dda03b7ee2e9e87128df855e7c7e1",
      "data": "3348ba4438bf480ca16e398e403991a1163fa1b9fb5667107235124eddaa3af8",
      "newton": "251e667e969ce0823afc92c134451c57882f32bfab712f6b9719673e61148c65",
      "newton forecast": "a4813367ff9699478028ac7b240a1d11de5d0788ed1213ed8d85ae53df48e26f",
      "perBin": "3afbd3d9b5baec0efbe65a951628a575d298d5c36617bfc23d3e7b5adbb644f8",
      "perBin forecast": "6e265097661d5c18f7bc187f91840ac49dbb109a473f53c0225b6dc8ba0d0949",
    }
  `);
});

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
      "adam": "7be81eac72e0de79420616a9a6a66dc56123793d25193ddf880d72538203a5f6",
      "adam forecast": "ddc736103fda5be499767f8d7f19e09c7de4e990d2290eee612dbe69e8859c26",
      "data": "3348ba4438bf480ca16e398e403991a1163fa1b9fb5667107235124eddaa3af8",
      "newton": "2b3e739807b3981fee6d5cfec4cae05f058bf7f00dfd667dd277db48ca3276da",
      "newton forecast": "527f2f9c0369dca077d7c72e4df4fe5aa9b607dab7f2f15fbf3d905f08977265",
      "perBin": "ddef628ca464e6c0e48ed3dae0ba3fa4cc0e98125e620194839a12e29c479b72",
      "perBin forecast": "1519188069638b33dd20cf48f7bff956e9d7540e750619009fdb5f4d586b6b59",
    }
  `);
});

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
      "adam": "6ec451fdbe862b2312c956451c556f252dba08206b845b1294f45c2ed6120ec9",
      "adam forecast": "f5c9048c7923d166ef9b82591da979489487ba66305ca2192c57dfe754c9c79c",
      "data": "3348ba4438bf480ca16e398e403991a1163fa1b9fb5667107235124eddaa3af8",
      "newton": "c4f3bceec23de999e940f9101cb4bede4a91ba03f8c4d29b87840e49f59b09ff",
      "newton forecast": "f567008c817d8fb77c9b7f14e6fbd4d1f63b66ce25b6fb74bb65915f36d8ec81",
      "perBin": "5185905688c86b95fded66bbd1530db06e48c72e88d8c5b100a849db9eacbe34",
      "perBin forecast": "f0a1a78606a7e8bb36810839a516ea17f083149f4ca15bf40b7e9f0178447bca",
    }
  `);
});

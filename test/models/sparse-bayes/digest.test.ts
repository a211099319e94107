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
      "adam": "9170f180dc6b155fc44fdde37454dffd6811e6f5ca59f7f20d5c5f58f8ecc020",
      "adam forecast": "6b7ac21413d1d8af158ccffa952589e6f5bcbf0b00df210f8500276f91c3cf92",
      "data": "3348ba4438bf480ca16e398e403991a1163fa1b9fb5667107235124eddaa3af8",
      "newton": "18cb920b05f129586a2b67dd3bc2cf582151896ec46ab22fc005f294ad09c55d",
      "newton forecast": "48836424b90f41b869af39b45e397c007f657a78270453889e0f644c3815eb03",
      "perBin": "4e78c0866618ff6d47dba2ea70112c53bf91a11093aee437caf27959918027f5",
      "perBin forecast": "94006a338db060b5d765379b611527a910cd2ab59742694641c2e33225eeb25a",
    }
  `);
});

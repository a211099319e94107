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
      "adam": "924407bcc111c1d40c6438bff7a25c9aa63614ecec6e51fdf710c105c13493e6",
      "adam forecast": "012871f9ff9717b94ea8b57e6db8639c71c42afdb5d28846dc9d1f33139875d3",
      "data": "3348ba4438bf480ca16e398e403991a1163fa1b9fb5667107235124eddaa3af8",
      "newton": "4c1c1ac1a89cbbbf1ce664adf9e986bcdae308e17433792a58c7a8f1c03e8955",
      "newton forecast": "addf4a405825a48d52f677cd46edccfe0494b3857d1c2ff82cb6474ab4a80100",
      "perBin": "240605df038cd4889cb55cab306017ba84cdffaf0f4d0c432bd13039a93bb08a",
      "perBin forecast": "95410d90137a68f3593a723afd15ab27c699ed1c641a5c0cda28ee4ccfe473dd",
    }
  `);
});

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
      "adam": "0991d091cb073a67d5d0f21720c64817a50b2b1e21d98469df8423f6798dfb50",
      "adam forecast": "54be6b6220564e3e89bbc96ec089afc265a6f7c7d6e4b630f9d984893affa7ed",
      "data": "3348ba4438bf480ca16e398e403991a1163fa1b9fb5667107235124eddaa3af8",
      "newton": "08622c5a3fb433f7bebcbfa57282b7ae6e4779afb43ab3c27f4926c3915b9c28",
      "newton forecast": "979ec6785cde567729a53ce452d83857fcd9d452b2219e5b29e34ee20f0db71e",
      "perBin": "ff7e796d9387c648d87ed3e96a0faaf1160ee4e660e84ea49fd2821b6b48f10c",
      "perBin forecast": "71a199a37be3baeed681f19302ad5e2753df780cf4e69febdaf52621310f5aed",
    }
  `);
});

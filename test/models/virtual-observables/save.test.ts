import { describe, expect, test } from "vitest";
import { ensembleToGroup } from "../../../src/forecast/group.js";
import { fit } from "../../../src/models/fit.js";
import type { VirtualObservablesPosterior } from "../../../src/models/virtual-observables/posterior.js";
import {
  virtualObservables,
  virtualObservablesModel,
} from "../../../src/models/virtual-observables/virtual-observables.js";
import { advectionDiffusion } from "../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../src/simulate/simulate.js";
import { digestGroup } from "../../../src/store/digest.js";
import { memoryStorage } from "../../../src/store/memory.js";
import { readGroup } from "../../../src/store/read-group.js";
import { writeGroup } from "../../../src/store/write-group.js";

const system = advectionDiffusion({ walkers: 600, bins: 8 });
const data = await simulate(system, { sequences: 8, steps: 3, seed: 7 });
const small = { reach: 2, hidden: 6, steps: 60, batch: 16 };
const anew = { ...small, batch: 0, walkers: "anew" };
const physics = { constraint: "mass+advection-diffusion", velocity: 0.0155, diffusivity: 0.0012 };

const cases = {
  living: small,
  "living, trained": { ...small, network: "always" },
  "living, dense": { ...small, law: "dense", activation: "relu", ...physics },
  anew: { ...anew, noise: "bayes" },
  "anew, full": { ...anew, covariance: "full", law: "convolution", ...physics },
  "anew, amortised": { ...anew, amortised: true, augment: true, precision: "float64" },
  published: {
    ...anew,
    law: "dense",
    activation: "relu",
    emission: "multinomial",
    states: "lognormal",
  },
};

describe("saving and loading", () => {
  test.each(Object.entries(cases))(
    "%s keeps every bit of states and forecasts",
    async (_, given) => {
      const posterior = await fit(data, virtualObservables(given), { seed: 8 });
      const storage = memoryStorage();
      await writeGroup(storage, posterior.toGroup());
      const group = await readGroup(storage);
      const loaded = (await virtualObservablesModel.fromGroup(
        group,
      )) as VirtualObservablesPosterior;
      expect(await digestGroup(loaded.toGroup())).toBe(await digestGroup(posterior.toGroup()));
      expect(loaded.provenance).toEqual(posterior.provenance);
      expect(loaded.coefficients).toEqual(posterior.coefficients);
      expect(loaded.bound).toEqual(posterior.bound);
      expect(loaded.trial).toEqual(posterior.trial);
      expect(loaded.states.mean).toEqual(posterior.states.mean);
      expect(loaded.states.interval(0.9)).toEqual(posterior.states.interval(0.9));
      const request = { steps: 4, draws: 20, seed: 3 };
      const constrained = { ...request, constrained: true };
      for (const run of [
        (p: VirtualObservablesPosterior) => p.forecast(data.at(1), request),
        (p: VirtualObservablesPosterior) => p.forecast(data.at(1, 2), request),
        (p: VirtualObservablesPosterior) => p.forecastTraining(2, request),
        ...("constraint" in given
          ? [(p: VirtualObservablesPosterior) => p.forecastTraining(2, constrained)]
          : []),
      ]) {
        const [one, two] = [await run(posterior), await run(loaded)];
        expect(two.counts).toEqual(one.counts);
        expect(two.state).toEqual(one.state);
      }
      const [one, two] = [await posterior.infer(data), await loaded.infer(data)];
      expect(two.mean).toEqual(one.mean);
    },
  );
});

test("draws of a forecast do not depend on how many there are", async () => {
  const posterior = await fit(data, virtualObservables({ ...small, network: "always" }));
  const [few, many] = await Promise.all(
    [7, 40].map((draws) => posterior.forecastTraining(1, { steps: 3, draws, seed: 5 })),
  );
  expect(many.counts.subarray(0, few.counts.length)).toEqual(few.counts);
});

// A change of these is a change of results: say so in the change log.
test("posteriors and forecasts are these very bytes in Node and in a browser", async () => {
  const digests: { [name: string]: string } = {};
  for (const [name, given] of Object.entries(cases)) {
    const posterior = await fit(data, virtualObservables(given), { seed: 3 });
    digests[name] = await digestGroup(posterior.toGroup());
    const constrained = "constraint" in given;
    const ensemble = await posterior.forecastTraining(2, {
      steps: 5,
      draws: 25,
      seed: 4,
      constrained,
    });
    digests[`${name} forecast`] = await digestGroup(ensembleToGroup(ensemble));
  }
  expect(digests).toMatchInlineSnapshot(`
    {
      "anew": "813faefaac6c3b25aaaca62221352b0e38c01414cab90d3aadfceec55609184c",
      "anew forecast": "066489d087e604e5416461dd6ef120d41556aaec641db201ce6f4872a40209e6",
      "anew, amortised": "79b8634282a114178047cabf860af0b6ffbb8bcb1faa37271478c1e2ee035899",
      "anew, amortised forecast": "534e826e443ac4420db5c0d9d7d890fa3f0417cbcc2e8483d6b3045cf043784d",
      "anew, full": "67ced15c97b45566fb3731a98eaee57cdac8750d26e26ae058ea4f463ee05eea",
      "anew, full forecast": "c49893c625fa36fc15533ea3767a6d6455e4e4bffc6c0e3aebf488f3415c91f4",
      "living": "6d2a694207c7915e1f1dd6eebd5495fe39a194e75930a9a969c72501eefd420b",
      "living forecast": "d778549f7d9506f96e91cbc6e521850eb7d52689755fcca621ff1db814e6b68a",
      "living, dense": "368b4224bae332a3ea3262c2a60451822f405e3d99185cf81434da45f69cd426",
      "living, dense forecast": "03961703a5ce43028e6f403879418d84cd15f1082e99aca37477fe5af9863f21",
      "living, trained": "61e3598753f945c0b47377411eb7440b353eae7926a667498a3721b60656ed27",
      "living, trained forecast": "85c98a39ff9be1559a01174f66de2be1ef51f7efcb954fd3dbc084343c5f13f5",
      "published": "408d4cd86ace7d42934866f425b3f65f4926c4c741985d662bb5dfae9a0fd6bb",
      "published forecast": "6e6a5822526e59813fb2212e4f6d0cc453b32d138fad068289d81f0922711e6d",
    }
  `);
});

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
const anew = { ...small, walkers: "anew" };
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
      "anew": "eadc243aaa263e077227dad2b84fd2b0c467ec9d58eb362900cacfafdc87ffb7",
      "anew forecast": "6808e6ea4f9adb08b80eba4fb79f745e4023a1e202fb61551987ecc5dc09c7b4",
      "anew, amortised": "1ebb13775682c21720ef5e9b33c5a32aa0843105b6d133e7c44bcbe53daa8063",
      "anew, amortised forecast": "c890046a994943fa57a6f2062b7cf59002d1bfb07bc15db00a8cd6cead9e107b",
      "anew, full": "ab5fa7d64d1697e032f8bc4e90c9f380910720d45d03d4ff702ab795cdb77457",
      "anew, full forecast": "f957ce3b42cc4c72872aa90da90649d76f1f2b36f6d9055697d58f1a02e22e0f",
      "living": "af2cd0bde3e4bcdc4b0d49bb4674a1f8446cd9b9d0b482815c63f2a1113c98e7",
      "living forecast": "d778549f7d9506f96e91cbc6e521850eb7d52689755fcca621ff1db814e6b68a",
      "living, dense": "c3125c4e782332578ab460e0c2e38bfbe1c8274ea1f9209785a4f23e6ff77de7",
      "living, dense forecast": "4c610398dccd4e3fe09f3db3e00325bb37b615263a5e2cfa9c7633687a67b95c",
      "living, trained": "83e57804198ce832c9ba285e054a747b66b4fa67fc69f97df7bbfdd9ab0e947f",
      "living, trained forecast": "de6a6bba126f6fae55cea62f7de8987fe90b9daedd202069ce64700782edb3ce",
      "published": "5451a2899198138007c87db25f4bcaf3f45ce08339df243080636157666bb0cd",
      "published forecast": "86cf998cc3ee3c507a6ce7307a5ee2624daed4e1f30041aef38a3a0189ef62bd",
    }
  `);
});

import { expect, test } from "vitest";
import { ensembleToGroup } from "../../../src/forecast/group.js";
import { fit } from "../../../src/models/fit.js";
import { publishedForm } from "../../../src/models/virtual-observables/parameters.js";
import {
  virtualObservables,
  virtualObservablesModel,
} from "../../../src/models/virtual-observables/virtual-observables.js";
import { digestGroup } from "../../../src/store/digest.js";
import { smallData } from "./particles.js";

const forms = {
  recommended: { steps: 100 },
  network: { steps: 100, network: "always", reach: 2 },
  published: { ...publishedForm, steps: 100 },
  simplex: { walkers: "anew", covariance: "full", steps: 50, reach: 2 },
  encoder: { walkers: "anew", amortised: true, law: "convolution", reach: 1, steps: 50 },
};

// A change of these is a change of results: say so in the change log.
test("posteriors and forecasts are these very bytes in Node and in a browser, read back too", async () => {
  const data = await smallData(8, 4);
  const digests: { [name: string]: string } = {};
  for (const [name, form] of Object.entries(forms)) {
    const posterior = await fit(data, virtualObservables(form), { seed: 3 });
    const group = posterior.toGroup();
    digests[name] = await digestGroup(group);
    const request = { steps: 6, draws: 25, seed: 4 };
    const forecast = ensembleToGroup(await posterior.forecast(data.at(2), request));
    digests[`${name} forecast`] = await digestGroup(forecast);
    const restored = await virtualObservablesModel.fromGroup(group);
    expect(await digestGroup(restored.toGroup())).toBe(digests[name]);
    const again = ensembleToGroup(await restored.forecast(data.at(2), request));
    expect(await digestGroup(again)).toBe(digests[`${name} forecast`]);
    const own = await posterior.forecastTraining(1, request);
    const theirs = await restored.forecastTraining?.(1, request);
    expect(theirs?.state).toEqual(own.state);
  }
  expect(digests).toMatchInlineSnapshot(`
    {
      "encoder": "36f7669c12763cf6e5630ba67fbf5d95ea5363d3300870933818e69a5c6df172",
      "encoder forecast": "9cc46591978d16b3ec9d93b01d7f177154512e4e9750772a09dbea8fc56a5d61",
      "network": "d38f5b63a2881e523561935044950acd37fb611c985dd6b1a8db50675581f85c",
      "network forecast": "b0a76225fd77043921c4d4999529cd8ee6df582ead6a7565a41ee412bb7fa51a",
      "published": "8e1ec97dcf73cfbf04e8a03a217a48f91abf56dd268ad31f289b9eda41626615",
      "published forecast": "97875a2a550b1fa286046b3e1bb5eb5d1bf9d15f3f4498b61daa6fcdcb2f0a8c",
      "recommended": "ba250f07089e9bc12b14b2c6711badbad2c0df153b0509b70dc4593937663f85",
      "recommended forecast": "604eb30ea0cefab8b4e0f27fa35b718a5e890ae7b909dc2c851c53608e6ee652",
      "simplex": "8479fa2c375da49a99df8e785692abe21ddd52bea6b3d26b7295847a91ae568b",
      "simplex forecast": "cf3cc4578f4da311626a600d1e077175003cd38a35734c5e610f240cc1580e4c",
    }
  `);
});

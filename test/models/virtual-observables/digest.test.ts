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
      "encoder": "221a82b9ba5087b8b2f233a15271310b81c607f9fd5fe8c916b1a9f3b8aefcc7",
      "encoder forecast": "dc4d085f0499e0e40bc81372b2572e6c3f7fdc667ec017161deb4a40dc575712",
      "network": "f252506a3537cfceb64ccb3c4782a82158dadc19bf537ed6ef6ee3d5968eb5f9",
      "network forecast": "54af0c6ddc049be199b0d8f5062567fd33b7d6f1d2995775d66e5ec3e30f6688",
      "published": "e957a68312615f07f17bb57f9d1f70abddb8f1e60368546aa70f0c15ccba5803",
      "published forecast": "97875a2a550b1fa286046b3e1bb5eb5d1bf9d15f3f4498b61daa6fcdcb2f0a8c",
      "recommended": "679e0a63916d494a5ecc5ae428574a84e4d69effe8addaeca93cd27fbd069eeb",
      "recommended forecast": "79b30dfc02c0f58dc676df4138c00b3f02e060d9399b82a6d11fed88e4277d20",
      "simplex": "7e082c3dbd559d344f0f71e568f8961238482a5894b7339b7f41a8758dc346f8",
      "simplex forecast": "158d14a0ec058cd6f7c93c8562d950c8054eb1cb83cfd7da776a41825e2184b9",
    }
  `);
});

import { expect, test } from "vitest";
import { digestFields } from "../../../src/dataset/field-digest.js";
import { selectFields } from "../../../src/dataset/field-source.js";
import { multiscaleSde } from "../../../src/models/multiscale-sde/multiscale-sde.js";
import { burgersField2d } from "../../../src/simulate/fields/burgers-2d-field.js";
import { burgersField } from "../../../src/simulate/fields/burgers-field.js";
import { kdvField } from "../../../src/simulate/fields/kdv-field.js";
import { simulateFields } from "../../../src/simulate/fields/simulate.js";
import { bytesOf } from "../../../src/store/data-type.js";
import { digestGroup, sha256 } from "../../../src/store/digest.js";
import type { Group } from "../../../src/store/group.js";

const systems = {
  burgers: burgersField({ points: 100, steps: 60 }),
  kdv: kdvField({ points: 100, steps: 60 }),
  burgers2d: burgersField2d({ points: 16, steps: 60 }),
  ring: burgersField({ points: 100, steps: 60, position: "random" }),
};
const pod = { form: "pod", modes: 8, micro: 1, steps: 40, batch: 16 };
const fits = {
  burgers: { ...pod, cells: 10 },
  kdv: { ...pod, cells: 10, decoder: "linear", precision: "float64" },
  burgers2d: { ...pod, cells: 4 },
  ring: {
    ...{ form: "equivariant", cells: 10, micro: 1, steps: 20, batch: 8 },
    ...{ recognition: 20, pushforward: 5 },
  },
} as const;

/** A group without its attributes: what was computed, whatever names and defaults it is recorded with. */
const computed = ({ variables, groups }: Group): Group => ({
  attributes: {},
  variables,
  groups: Object.fromEntries(Object.entries(groups).map(([name, g]) => [name, computed(g)])),
});

// A change of these is a change of results: say so in the change log.
test("fields, posteriors and forecasts are these very bytes in Node and in a browser", async () => {
  const digests: { [name: string]: string } = {};
  for (const [name, given] of Object.entries(fits)) {
    const data = simulateFields(systems[name as keyof typeof systems], { sequences: 4, seed: 7 });
    digests[name] = await digestFields(data);
    const training = selectFields(data, [0, 1, 2]);
    const posterior = await multiscaleSde(given).fit(training, { seed: 3 });
    digests[`${name} posterior`] = await digestGroup(computed(posterior.toGroup()));
    const { field } = await data.sequence(3);
    const start = { field: field.slice(0, field.length / data.time.length), time: 0 };
    const ensemble = await posterior.forecast(start, { steps: 20, draws: 9, seed: 4 });
    digests[`${name} latent paths`] = await sha256(bytesOf(ensemble.latent));
    digests[`${name} mean`] = await sha256(bytesOf(ensemble.mean()));
  }
  expect(digests).toMatchInlineSnapshot(`
    {
      "burgers": "a1eb6e5c5a17930183d8c67ff4e1c8eae6a11d39305001d5a827e82bc7055af1",
      "burgers latent paths": "95a0c53658c3c11bafb3f6d3a7473c7e02cf23512bad294a08c335a547daab07",
      "burgers mean": "56148fee95ffcecd2729b151b112ae71efa1267c7f5e4202a621fca525571c4b",
      "burgers posterior": "04b3e15aa757e7fde6c891b6aaeac9b89e32dcc8ebb3e813c28fd29bcb6e7046",
      "burgers2d": "32a7769a88f8481c0ba81a55100994dab5432c5ac178fafca57e1418ac3cbc5f",
      "burgers2d latent paths": "cf6c3ffa244f71335616973153fab9c924a0a1c2db2e9bbb798cabf7334bc963",
      "burgers2d mean": "0ce710b1f2b0dd2c07f9d10b0dc0f44c8f54bb5ee0bc476bb4eafbc653296e6f",
      "burgers2d posterior": "693cec36fac224af9061a394eca1cc2999d1370c996dd4403268a0a6a5a86775",
      "kdv": "d8e4ba451cfc62076b765273bf373dcb6e2c6597d72da7bbd6c84dd0e4e619d5",
      "kdv latent paths": "83faee963b5ea53c576ef9399e40afa217c1c952a5433f9b4efdfd7d30d473d6",
      "kdv mean": "c3a244d4e138688dfff3bcc4cd5c93871e8b02abf3b201f6e24d711b1edf9e06",
      "kdv posterior": "0e6137d7c65b3fa33df4d9648f0c5f1a562df2c85bb93a63d08f7304b0bda473",
      "ring": "ad3101c753bf3090624700c61eea91f983f5ffd7f77e99091c99b93964eead01",
      "ring latent paths": "3c638a1c59e39fbed7c2c9b5b5a3b60bfe91e8a0285fe52057729335c9b063c4",
      "ring mean": "7c3678d038f24bd97b21c7e9ad5923348ccb2eff4996e3672d268aee0009c728",
      "ring posterior": "ff07457457fd77405b8514e593b9133e61a60ac75d4c07925ce19dd5e1b61ad5",
    }
  `);
});

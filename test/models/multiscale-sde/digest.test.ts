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
      "burgers latent paths": "bf18270bd103e8a6ad1c44fc7a9a858cb736ac78a6fd8716c1d70279ed0309d8",
      "burgers mean": "1a900627a2b107df4aecb22bf93ff1b9eb2bfce8c602272c65329b287aec8f6f",
      "burgers posterior": "9a26cffef4db5941cfa6bff1c67242a5fe2b118dc7a9c7ab5fef0ff8700e68b6",
      "burgers2d": "32a7769a88f8481c0ba81a55100994dab5432c5ac178fafca57e1418ac3cbc5f",
      "burgers2d latent paths": "5cab1e46c26b7db7ab5e366f33199ab7b345c25e37590566027c8fda7b8155d6",
      "burgers2d mean": "e6c68da7778d5cfc7409cdf82288e04035ed281c59fee620df28ab6c53047adb",
      "burgers2d posterior": "f76087bd044df85832de970646000892e65ff93c28c66def57f245722e943f74",
      "kdv": "d8e4ba451cfc62076b765273bf373dcb6e2c6597d72da7bbd6c84dd0e4e619d5",
      "kdv latent paths": "e6fef2c1108121c8297e2b6b407a1354b8687e27566b40e7cedf25876c54209a",
      "kdv mean": "a6e0683cabc24cbede824e8391c0693505053139dc6b00cae68279f2a5a6e8e6",
      "kdv posterior": "675623162d605f803ceb95cd94a66e31678fe82ce79dd7e3748f6a76db0b34cc",
      "ring": "ad3101c753bf3090624700c61eea91f983f5ffd7f77e99091c99b93964eead01",
      "ring latent paths": "103467e3d5892ec7eee48bd9d7feb7aeac8e4a2b12264445dc49191bada947f0",
      "ring mean": "e708545743c0299746f937c34334b6e1d6eb97e8ac2384b9386f9264fab4f898",
      "ring posterior": "90029ab927f576d97f9e61a4717df0f08474f499af4cafafeae3bf803da1ffcc",
    }
  `);
});

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
};
const pod = { form: "pod", modes: 8, micro: 1, steps: 40, batch: 16 };
const fits = {
  burgers: { ...pod, cells: 10 },
  kdv: { ...pod, cells: 10, decoder: "linear", precision: "float64" },
  burgers2d: { ...pod, cells: 4 },
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
      "burgers latent paths": "d7ca9f588404bcdd0c28c55b9bac06d1aca601fe43af4599d9bb72570184b4f9",
      "burgers mean": "5525955d886c01e2f9f2f369668850e593c979c014e838b519f608760b8cdf63",
      "burgers posterior": "a48100eb03dea9491cc7ffd36d49d63d9ebbf0a8936b17e74516ea55db313d12",
      "burgers2d": "32a7769a88f8481c0ba81a55100994dab5432c5ac178fafca57e1418ac3cbc5f",
      "burgers2d latent paths": "b37e826ce36d77b25de4ce9e56c72804fd576cc859a0342eadaabb0e299abe13",
      "burgers2d mean": "b23bd71cc04b3f24ddab2054d95ca646e5a4c8d671558093c4abe9826da7bdcb",
      "burgers2d posterior": "4bdcdcc67f511cb3e16ea3587c0f94b2d7990109cbb71b03152d0e5f3713c69f",
      "kdv": "d8e4ba451cfc62076b765273bf373dcb6e2c6597d72da7bbd6c84dd0e4e619d5",
      "kdv latent paths": "6a071424830ef6f0ef95954c0b91dcbb564e5e19463b6da1ee4887a89bf602d6",
      "kdv mean": "f34ad8e355cac258a3af19cbea6bd38273db439a5bb7cd005545aa523c649e61",
      "kdv posterior": "64eed062e81729ee625dcc2d8f62a09b94eb2143571eec5c6aa8189b11e9642a",
    }
  `);
});

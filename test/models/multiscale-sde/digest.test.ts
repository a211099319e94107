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
      "burgers latent paths": "f8b7c030e03b6b996b1dfe50a74aa02548d453283920951c5f1a67a6f7369b37",
      "burgers mean": "55699bc077c062fbd7152d399509e5b6dff453e93b2899c4d84c6bc654e61a22",
      "burgers posterior": "71c1b09690f6df609a3d75dedc73632c907e05cbe98fbd4b7eb22edf96eb6f18",
      "burgers2d": "32a7769a88f8481c0ba81a55100994dab5432c5ac178fafca57e1418ac3cbc5f",
      "burgers2d latent paths": "9b93a8aa853d30338b763d8128e54bb4a2bf09ef403798e45ce864fece3516d0",
      "burgers2d mean": "6f9125d3d195e01b3313f34c04edd9530d165e344fdf0878c842395455548f12",
      "burgers2d posterior": "494e8bc950f38fe48e8ae548f0fb05538bd00266805a972fd2cb37a20a74e29a",
      "kdv": "d8e4ba451cfc62076b765273bf373dcb6e2c6597d72da7bbd6c84dd0e4e619d5",
      "kdv latent paths": "badac1bf49010f35a47c9d6d7f7101ba52832d5570f6a6220c69fc9f491114a3",
      "kdv mean": "116f1cbcb653a2f471565f88953f4d447708a47306a377770cdd89d65cbb94eb",
      "kdv posterior": "7746f1752a5620f5d376583c9af9ccf1b6d1a39ddf238da3786eb59ebe829c21",
    }
  `);
});

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
      "burgers latent paths": "a3aa9367a915ee039538bbbfd94f60c7b78e510bfe7defcd0503565e900b9598",
      "burgers mean": "da49e3748e745c6c6989086a0585d7270e3b203f0922d16e587fca558eae2dee",
      "burgers posterior": "60d50f99dec3dcec0014540df29311bd20845e8b3774c082c33c563e7877bf83",
      "burgers2d": "32a7769a88f8481c0ba81a55100994dab5432c5ac178fafca57e1418ac3cbc5f",
      "burgers2d latent paths": "9d86948d55a1f03f9e1ca0d1ab1d2c6791a37b2d1d39bf127f76f43eee4cb8a6",
      "burgers2d mean": "2bc5c7e524811e1438023bacb59733676beae6b7c8c09ed7c4960119d2eb5d05",
      "burgers2d posterior": "a5b7159fc83a6c467dd8c145e801279c85963a9fb45f333e6216b9cf5ef70bb7",
      "kdv": "d8e4ba451cfc62076b765273bf373dcb6e2c6597d72da7bbd6c84dd0e4e619d5",
      "kdv latent paths": "0b35da2cd10b8a68e3466b87ca21427b898535e3aed0dae86b07507b596b3335",
      "kdv mean": "2ff5da7e49fe4967a76305f63614149dc14edae3916a0c4e8862f3b1326c5b71",
      "kdv posterior": "8cbd19d9ec96010a1a4f63010c8533a2038ef399bd4421a3222ab59124dacfec",
    }
  `);
});

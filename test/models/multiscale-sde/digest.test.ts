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
      "burgers latent paths": "0c0e4933e2ab2a5e236a988a677625760eaf27af9001e6e1fb195fe7444d4b32",
      "burgers mean": "60e263b64314e38acea34018c24f07604c0074b793056e275e60ddb81b7c884c",
      "burgers posterior": "c60b104f2181cae3b1d40404767ac0e6922fd3d218f9443f22398955a99683fd",
      "burgers2d": "32a7769a88f8481c0ba81a55100994dab5432c5ac178fafca57e1418ac3cbc5f",
      "burgers2d latent paths": "cf6c3ffa244f71335616973153fab9c924a0a1c2db2e9bbb798cabf7334bc963",
      "burgers2d mean": "0ce710b1f2b0dd2c07f9d10b0dc0f44c8f54bb5ee0bc476bb4eafbc653296e6f",
      "burgers2d posterior": "693cec36fac224af9061a394eca1cc2999d1370c996dd4403268a0a6a5a86775",
      "kdv": "d8e4ba451cfc62076b765273bf373dcb6e2c6597d72da7bbd6c84dd0e4e619d5",
      "kdv latent paths": "0d909ab93e525b4d080cab79f7e8cd917bd48402fe86d39e69ee2335e91c3263",
      "kdv mean": "1350739419836e4c3e146ae174e407cc1d9ef449c57f900612e671b152bf02c4",
      "kdv posterior": "bed289016262324e0b155d8bfec374c9e179c4e3a02bb19c5f12cf7140380acd",
      "ring": "ad3101c753bf3090624700c61eea91f983f5ffd7f77e99091c99b93964eead01",
      "ring latent paths": "6d2769ba8e04b454b4c9a6520eeb404199165678d00d7291f0c2b18fd893f2ff",
      "ring mean": "a966ba0f80d7c0e61dc615862d4cf188a0b622877d30aebf2696b888dacc1153",
      "ring posterior": "796d739b5d14cade6e1b1b8405ea8eabcaa1079dc75dd48bb4946e2ee75f1987",
    }
  `);
});

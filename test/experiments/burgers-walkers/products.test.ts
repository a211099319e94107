import { expect, it } from "vitest";
import { withSortedNames } from "../../../src/experiments/burgers-walkers/products.js";

const coefficient = (name: string, mean: number) => ({
  name,
  mean,
  sd: 0.1,
  sdMeanField: 0.05,
  active: mean !== 0,
});

it("gives an active product the name whose offsets ascend, and its twin the other one", () => {
  const named = withSortedNames([
    coefficient("m=-1", 0.5),
    coefficient("m=-1,0", 0),
    coefficient("m=0,-1", -0.3),
    coefficient("m=-2,1", 0.2),
    coefficient("m=1,-2", 0),
    coefficient("m=2,-3", 0),
  ]);
  expect(named.map(({ name, mean }) => [name, mean])).toEqual([
    ["m=-1", 0.5],
    ["m=0,-1", 0],
    ["m=-1,0", -0.3],
    ["m=-2,1", 0.2],
    ["m=1,-2", 0],
    ["m=2,-3", 0],
  ]);
});

it("keeps both names where both are active", () => {
  const both = [coefficient("m=-1,0", -0.1), coefficient("m=0,-1", -0.2)];
  expect(withSortedNames(both)).toEqual(both);
});

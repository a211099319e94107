import { expect, test } from "vitest";
import { packOffsets, polynomialFeatures } from "../../../src/models/law/features.js";

test.each([
  [0, 2, 2],
  [2, 30, 20],
  [5, 132, 77],
  [6, 182, 104],
])(
  "range %d gives the paper's %d features with ordered pairs, %d without",
  (range, ordered, unordered) => {
    expect(polynomialFeatures(range, 2, "ordered").length).toBe(ordered);
    expect(polynomialFeatures(range, 2, "unordered").length).toBe(unordered);
    expect(polynomialFeatures(range, 1, "ordered").length).toBe(2 * range + 1);
  },
);

test("features are named by their offsets, in a fixed order", () => {
  const names = (pairs: "ordered" | "unordered") =>
    polynomialFeatures(1, 2, pairs).map(({ name }) => name);
  expect(names("ordered")).toEqual([
    ...["m=-1", "m=0", "m=1"],
    ...["m=-1,-1", "m=-1,0", "m=-1,1"],
    ...["m=0,-1", "m=0,0", "m=0,1"],
    ...["m=1,-1", "m=1,0", "m=1,1"],
  ]);
  expect(names("unordered")).toEqual([
    ...["m=-1", "m=0", "m=1"],
    ...["m=-1,-1", "m=-1,0", "m=-1,1", "m=0,0", "m=0,1", "m=1,1"],
  ]);
});

test("packed offsets point into a row padded by the range; first order has no second factor", () => {
  const [first] = polynomialFeatures(2, 1, "ordered");
  const second = polynomialFeatures(2, 2, "ordered")[5];
  expect(Array.from(packOffsets([first, second], 2))).toEqual([0, -1, 0, 0]);
  expect(Array.from(packOffsets([second], 4))).toEqual([2, 2]);
});

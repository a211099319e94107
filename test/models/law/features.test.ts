import { expect, test } from "vitest";
import {
  libraryFeatures,
  packOffsets,
  polynomialFeatures,
} from "../../../src/models/law/features.js";

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

test("packed offsets point into a row padded by the range; -1 where there are fewer factors", () => {
  const [first] = polynomialFeatures(2, 1, "ordered");
  const second = polynomialFeatures(2, 2, "ordered")[5];
  expect(Array.from(packOffsets([first, second], 2))).toEqual([0, -1, -1, -1, 0, 0, -1, -1]);
  expect(Array.from(packOffsets([second], 4))).toEqual([2, 2, -1, -1]);
});

test("third order follows, ordered or each product once; the user's own features stand as given", () => {
  expect(polynomialFeatures(2, 3, "ordered").length).toBe(155);
  expect(polynomialFeatures(2, 3, "unordered").length).toBe(5 + 15 + 35);
  expect(polynomialFeatures(1, 3, "unordered").at(-1)?.name).toBe("m=1,1,1");
  const own = libraryFeatures({
    range: 9,
    order: 1,
    pairs: "ordered",
    features: [[0], [1, 1, -2]],
  });
  expect(own.map(({ name }) => name)).toEqual(["m=0", "m=1,1,-2"]);
});

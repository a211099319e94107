import { expect, it } from "vitest";
import { spreadApart } from "../../src/plot/end-labels.js";

it("moves labels apart downwards and keeps their order", () => {
  expect(spreadApart([10, 50, 12], 13)).toEqual([10, 50, 23]);
});

it("pushes them back up from the bottom", () => {
  expect(spreadApart([95, 96, 20], 13, 100)).toEqual([87, 100, 20]);
});

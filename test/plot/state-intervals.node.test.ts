import { describe, expect, it } from "vitest";
import { stateIntervals } from "../../src/plot/state-intervals.js";
import { panelsOf, shapes } from "./drawing.js";

const panel = {
  title: "state",
  quantityLabel: "*X*",
  mean: [0, 1, 0.5],
  lower: [-0.1, 0.8, 0.4],
  upper: [0.1, 1.2, 0.6],
  truth: [0.05, 1.1, 0.5],
};

describe("stateIntervals", () => {
  it("draws a mean with an interval in each bin, over the true state", () => {
    const svg = stateIntervals({ domain: [-1, 1], spaceLabel: "*y*", panels: [panel, panel] });
    const panels = panelsOf(svg);
    expect(panels).toHaveLength(2);
    for (const one of panels) {
      expect(shapes(one, "cg-interval95")).toHaveLength(3);
      expect(shapes(one, "cg-truth")).toHaveLength(1);
    }
    expect(svg).toContain("true state");
  });

  it("refuses arrays of different lengths, and no panel", () => {
    const record = { domain: [-1, 1], spaceLabel: "*y*" } as const;
    expect(() => stateIntervals({ ...record, panels: [{ ...panel, truth: [1] }] })).toThrow(
      /values of a state: expected 3 values; received 1/,
    );
    expect(() => stateIntervals({ ...record, panels: [] })).toThrow(/panels of states/);
  });
});

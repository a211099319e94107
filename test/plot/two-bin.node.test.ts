import { describe, expect, it } from "vitest";
import { twoBin } from "../../src/plot/two-bin.js";
import { panelsOf, shapes, ticks } from "./drawing.js";
import { twoBinRecord } from "./synthetic.js";

describe("twoBin", () => {
  const record = twoBinRecord();
  const panels = panelsOf(twoBin(record));

  it("pairs each prediction with its reference and both intervals", () => {
    expect(panels).toHaveLength(8);
    for (const panel of panels) {
      for (const name of [
        "cg-active",
        "cg-interval50",
        "cg-interval95",
        "cg-reference",
        "cg-reference-interval",
      ]) {
        expect(shapes(panel, name)).toHaveLength(5);
      }
    }
  });

  it("names the pairs of bins on the axis", () => {
    expect(ticks(panels[1], "x").map((tick) => tick.text)[0]).toBe("(12, 48)");
  });

  it("starts at 0, shares a scale within a column, and prints its power of ten", () => {
    const axes = panels.map((panel) => ticks(panel, "y"));
    expect(Number(axes[0][0].text)).toBe(0);
    expect(axes[2]).toEqual(axes[0]);
    expect(axes[3]).toEqual(axes[1]);
    expect(panels[0].textContent).toContain("probability (10−3)");
    expect(panels[1].textContent).toContain("probability (10−4)");
  });

  it("draws probabilities that are all zero on an axis from 0 to 1, from a single simulation", () => {
    const [{ title, entries }] = record.columns;
    const zero = entries[0].map((entry) => ({
      ...entry,
      median: 0,
      interval50: [0, 0] as const,
      interval95: [0, 0] as const,
      reference: 0,
      referenceInterval: [0, 0] as const,
    }));
    const columns = [{ title, entries: [zero] }];
    const svg = twoBin({ times: ["*t* = 1"], columns, simulations: 1 });
    const axis = ticks(panelsOf(svg)[0], "y").map(({ text }) => Number(text));
    expect([axis[0], axis.at(-1)]).toEqual([0, 1]);
    expect(svg).toContain("1 simulation,");
  });

  it("refuses to draw nothing", () => {
    const columns = [{ title: "none", entries: [] }];
    expect(() => twoBin({ times: [], columns, simulations: 1 })).toThrowError(/at least one/);
  });

  it("draws the reference dashed in its own colour", () => {
    const group = panels[0].querySelector("g.cg-reference-interval");
    expect(group?.getAttribute("stroke")).toContain("--cg-reference");
    expect(group?.getAttribute("stroke-dasharray")).toBeTruthy();
  });
});

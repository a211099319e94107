import { describe, expect, it } from "vitest";
import { diverging } from "../../src/plot/colormap.js";
import { rasterMap } from "../../src/plot/raster.js";
import { spaceTimeComparison } from "../../src/plot/space-time-comparison.js";
import { panelsOf } from "./drawing.js";
import { spaceTimeComparisonRecord } from "./synthetic.js";

function mapOf(panel: Element): string {
  return panel.querySelector("g[class^=cg-] image")?.getAttribute("href") ?? "";
}

describe("spaceTimeComparison", () => {
  const record = spaceTimeComparisonRecord();
  const panels = panelsOf(spaceTimeComparison(record));

  it("shows the truth and its estimates, and beneath them what the sample and they differ by", () => {
    expect(panels.map((panel) => panel.querySelector("g")?.getAttribute("class"))).toEqual([
      "cg-truth",
      "cg-estimate",
      "cg-estimate",
      "cg-difference",
      "cg-difference",
      "cg-difference",
    ]);
    expect(panels[3].textContent).toContain("walkers − exact");
  });

  it("has one scale for densities and one, centred on 0, for differences", () => {
    const bars = panels.map((panel) => panel.querySelector("g.cg-colour-bar")?.textContent);
    expect(new Set(bars.slice(0, 3)).size).toBe(1);
    expect(new Set(bars.slice(3)).size).toBe(1);
    const { truth, sample = truth, estimates } = record;
    const off = [sample, ...estimates].map(({ values }) =>
      Array.from(values, (value, i) => value - truth.values[i]),
    );
    const bound = Math.max(...off.flat().map(Math.abs));
    expect(mapOf(panels[5])).toBe(rasterMap(off[2], 25, [-bound, bound], diverging));
  });

  it("names both sides of the rule in every panel", () => {
    for (const panel of panels) {
      expect(panel.querySelectorAll("path.cg-forecast-start")).toHaveLength(1);
      expect(panel.textContent).toContain("inferred");
      expect(panel.textContent).toContain("predicted");
    }
  });

  it("leaves out what a forecast has not reached", () => {
    const [recommended] = record.estimates;
    const values = Array.from(recommended.values, (value, i) => (i < 600 ? value : Number.NaN));
    const svg = spaceTimeComparison({ ...record, estimates: [{ ...recommended, values }] });
    expect(svg).not.toContain("NaN");
  });

  it("refuses fields of another shape", () => {
    const estimates = [{ title: "short", values: [1, 2] }];
    expect(() => spaceTimeComparison({ ...record, estimates })).toThrowError(/short/);
  });
});

import { describe, expect, it } from "vitest";
import { figureElements } from "../../src/plot/figure.js";
import { overTime } from "../../src/plot/over-time.js";
import { panelsOf, shapes, ticks } from "./drawing.js";
import { overTimeRecord } from "./synthetic.js";

describe("overTime", () => {
  const record = overTimeRecord();
  const svg = overTime(record);
  const panels = panelsOf(svg);

  it("draws lines with their bands over the reference, on one scale", () => {
    expect(panels.map((panel) => shapes(panel, "cg-line").length)).toEqual([1, 2]);
    expect(panels.map((panel) => shapes(panel, "cg-band").length)).toEqual([1, 2]);
    expect(panels.map((panel) => shapes(panel, "cg-reference").length)).toEqual([1, 1]);
    const [first, second] = panels.map((panel) => ticks(panel, "y"));
    expect(first).toEqual(second);
  });

  it("divides the times and names both sides", () => {
    for (const panel of panels) {
      expect(shapes(panel, "cg-division")).toHaveLength(1);
      expect(panel.textContent).toContain("inferred");
      expect(panel.textContent).toContain("predicted");
    }
    const { division: _, ...whole } = record;
    expect(overTime(whole)).not.toContain("cg-division");
  });

  it("explains in the key what it is told to", () => {
    expect(figureElements(svg).key.map(({ label }) => label)).toEqual([
      "mean over draws",
      "95 % interval",
      "mass 1",
    ]);
    expect(figureElements(overTime({ ...record, key: { line: "mean" } })).key).toHaveLength(1);
  });

  it("ends lines where values are not finite, and keeps to given limits", () => {
    const values = Array.from(record.times, (t) => (t < 12 ? 1 : Number.NaN));
    const panel = { title: "ends", lines: [{ label: "it", values }] };
    const drawn = overTime({ ...record, panels: [panel], limits: [0, 2] });
    expect(drawn).not.toContain("NaN");
    expect(ticks(panelsOf(drawn)[0], "y").map(({ text }) => Number(text))).toContain(2);
  });

  it("refuses values of another length", () => {
    const panels = [{ title: "", lines: [{ values: [1] }] }];
    expect(() => overTime({ ...record, panels })).toThrowError(/21 values/);
  });
});

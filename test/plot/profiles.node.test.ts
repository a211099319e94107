import { describe, expect, it } from "vitest";
import { isCoarsegrainError } from "../../src/errors.js";
import { profiles } from "../../src/plot/profiles.js";
import { panelsOf, shapes, ticks, vertices } from "./drawing.js";
import { profilesRecord } from "./synthetic.js";

describe("profiles", () => {
  const record = profilesRecord();
  const panels = panelsOf(profiles(record));

  it("draws a panel for each time and resolution, lettered in reading order", () => {
    expect(panels).toHaveLength(8);
    const letters = panels.map((panel) => /\(([a-h])\)/.exec(panel.textContent ?? "")?.[1]);
    expect(letters).toEqual([..."abcdefgh"]);
  });

  it("draws steps of two corners for each of few bins, and a line through many", () => {
    expect(vertices(shapes(panels[0], "cg-median")[0])).toHaveLength(48);
    expect(vertices(shapes(panels[1], "cg-median")[0])).toHaveLength(98);
  });

  it("draws every bin of the realisation as a dot", () => {
    expect(shapes(panels[0], "cg-realisation")).toHaveLength(24);
    expect(shapes(panels[1], "cg-realisation")).toHaveLength(96);
  });

  it("outlines both bands, and ticks the ends of the law's interval in each bin", () => {
    expect(shapes(panels[0], "cg-interval95")).toHaveLength(1);
    expect(shapes(panels[0], "cg-interval95-outline")).toHaveLength(2);
    expect(shapes(panels[0], "cg-interval50-outline")).toHaveLength(2);
    expect(shapes(panels[0], "cg-law95")).toHaveLength(48);
  });

  it("colours by role and dashes the reference", () => {
    const reference = panels[0].querySelector("g.cg-reference");
    expect(reference?.getAttribute("stroke")).toContain("--cg-reference");
    expect(reference?.getAttribute("stroke-dasharray")).toBe("5 3");
    const median = panels[0].querySelector("g.cg-median");
    expect(median?.getAttribute("stroke")).toContain("--cg-model");
    expect(median?.getAttribute("stroke-dasharray")).toBeNull();
  });

  it("starts the vertical axis at 0 and shares it among all panels", () => {
    const axes = panels.map((panel) => ticks(panel, "y"));
    expect(Number(axes[0][0].text)).toBe(0);
    for (const axis of axes) expect(axis).toEqual(axes[0]);
  });

  it("places the median where the axis says", () => {
    const axis = ticks(panels[0], "y");
    const [low, high] = [axis[0], axis[axis.length - 1]];
    const [, y] = vertices(shapes(panels[0], "cg-median")[0])[0];
    const share = (y - low.at) / (high.at - low.at);
    expect(share * Number(high.text)).toBeCloseTo(record.columns[0].profiles[0].median[0], 2);
  });

  it("does without a realisation and without the law's interval", () => {
    const profile = record.columns[0].profiles[0];
    const { realisation: _, law95: __, ...bare } = profile;
    const svg = profiles({
      ...record,
      times: ["*t* = 1"],
      columns: [{ title: "24 bins", profiles: [bare] }],
    });
    expect(panelsOf(svg)).toHaveLength(1);
    expect(svg).not.toContain("cg-realisation");
    expect(svg).not.toContain("law only");
  });

  it("draws a density that is zero everywhere on an axis from 0 to 1", () => {
    const zero = new Float64Array(24);
    const band = { lower: zero, upper: zero };
    const profile = { median: zero, interval50: band, interval95: band, reference: zero };
    const columns = [{ title: "24 bins", profiles: [profile] }];
    const svg = profiles({ ...record, times: ["*t* = 1"], columns, simulations: 1 });
    const axis = ticks(panelsOf(svg)[0], "y").map(({ text }) => Number(text));
    expect([axis[0], axis.at(-1)]).toEqual([0, 1]);
    expect(svg).toContain("mean of 1 simulation<");
  });

  it("refuses to draw nothing", () => {
    const columns = [{ title: "none", profiles: [] }];
    expect(() => profiles({ ...record, times: [], columns })).toThrowError(/at least one/);
  });

  it("refuses arrays of different lengths", () => {
    const profile = record.columns[0].profiles[0];
    const columns = [{ title: "x", profiles: [{ ...profile, reference: [1, 2] }] }];
    const draw = () => profiles({ ...record, times: ["t"], columns });
    expect(draw).toThrowError(/expected 24 values; received 2/);
    try {
      draw();
    } catch (error) {
      expect(isCoarsegrainError(error, "InvalidData")).toBe(true);
    }
  });
});

import { describe, expect, it } from "vitest";
import { binomialInterval, rankHistograms } from "../../src/plot/rank-histogram.js";
import { binomialLaw } from "../diagnose/binomial.js";
import { panelsOf, shapes, ticks } from "./drawing.js";
import { rankHistogramRecord } from "./synthetic.js";

describe("rank histograms", () => {
  const record = rankHistogramRecord();
  const panels = panelsOf(rankHistograms(record));

  it("draw a bar for each cell, as high as its count", () => {
    expect(panels).toHaveLength(4);
    panels.forEach((panel, i) => {
      const counts = Array.from(record.histograms[i].counts);
      const [zero, five] = ["0", "5"].map(
        (label) => ticks(panel, "y").find(({ text }) => text === label)?.at ?? Number.NaN,
      );
      const bars = shapes(panel, "cg-ranks");
      expect(bars).toHaveLength(counts.length);
      bars.forEach((bar, cell) => {
        const height = Number(bar.getAttribute("height"));
        expect(height).toBeCloseTo((counts[cell] * (zero - five)) / 5, 1);
      });
    });
  });

  it("show the band, its level and the p-value", () => {
    for (const panel of panels) {
      expect(shapes(panel, "cg-band")).toHaveLength(1);
      expect(shapes(panel, "cg-band-outline")).toHaveLength(2);
    }
    expect(rankHistograms(record)).toContain("95 % band");
    expect(panels[0].textContent).toContain("p = 0.42");
    expect(panels[1].textContent).not.toContain("p =");
  });

  it("share one scale", () => {
    const labels = panels.map((panel) => ticks(panel, "y"));
    for (const other of labels) expect(other).toEqual(labels[0]);
  });

  it("need cells that divide the ranks", () => {
    const histograms = [{ title: "odd", counts: [1, 2, 3] }];
    expect(() => rankHistograms({ ...record, histograms })).toThrow(/divisor of 100/);
    expect(() => rankHistograms({ ...record, histograms: [] })).toThrow(/at least one/);
  });
});

describe("the binomial interval", () => {
  it("holds its level, and would not without either end", () => {
    const [n, p] = [200, 1 / 20];
    const law = binomialLaw(n, p);
    const mass = (from: number, to: number) =>
      law.slice(from, to + 1).reduce((sum, value) => sum + value, 0);
    const [lower, upper] = binomialInterval(n, p, 0.95);
    expect(mass(lower, upper)).toBeGreaterThanOrEqual(0.95);
    expect(mass(0, lower - 1)).toBeLessThan(0.025);
    expect(mass(0, lower)).toBeGreaterThanOrEqual(0.025);
    expect(mass(upper + 1, n)).toBeLessThan(0.025);
    expect(mass(upper, n)).toBeGreaterThanOrEqual(0.025);
  });
});

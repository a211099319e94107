import { describe, expect, it } from "vitest";
import { errorAgainstSize } from "../../src/plot/error-against-size.js";
import { panelsOf, shapes, ticks, vertices } from "./drawing.js";
import { errorAgainstSizeRecord } from "./synthetic.js";

describe("errorAgainstSize", () => {
  const record = errorAgainstSizeRecord();
  const [panel] = panelsOf(errorAgainstSize(record));

  it("draws every series in its role, with bars for its range", () => {
    expect(shapes(panel, "cg-model")).toHaveLength(2);
    expect(shapes(panel, "cg-baseline")).toHaveLength(2);
    // One of them diverged from the least data.
    expect(shapes(panel, "cg-range")).toHaveLength(15);
    expect(shapes(panel, "cg-point")).toHaveLength(15);
    expect(shapes(panel, "cg-reference")).toHaveLength(1);
  });

  it("marks the amounts of data on a logarithmic axis", () => {
    const marks = ticks(panel, "x");
    expect(marks.map(({ text }) => text)).toEqual(["8", "16", "32", "64"]);
    expect(marks[1].at - marks[0].at).toBeCloseTo(marks[3].at - marks[2].at, 1);
  });

  it("labels the errors at 1, 2 and 5 times powers of ten", () => {
    const marks = ticks(panel, "y").map(({ text }) => Number(text));
    expect(marks).toEqual([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]);
  });

  it("draws a power law as a straight line", () => {
    const [recommended] = shapes(panel, "cg-model").map(vertices);
    const slopes = recommended
      .slice(1)
      .map(([x, y], i) => (y - recommended[i][1]) / (x - recommended[i][0]));
    for (const slope of slopes) expect(slope).toBeCloseTo(slopes[0], 1);
  });

  it("names every series once, apart from one another", () => {
    const labels = [...panel.querySelectorAll('text[paint-order="stroke"]')];
    const names = labels.filter(({ textContent }) =>
      record.series.some(({ label }) => label === textContent),
    );
    expect(names).toHaveLength(4);
    const heights = names.map((name) => Number(name.getAttribute("y"))).sort((a, b) => a - b);
    heights.slice(1).forEach((y, i) => {
      expect(y - heights[i]).toBeGreaterThanOrEqual(14.9);
    });
  });

  it("refuses errors of another length", () => {
    const series = [{ label: "short", role: "model" as const, errors: [1] }];
    expect(() => errorAgainstSize({ ...record, series })).toThrowError(/short/);
  });
});

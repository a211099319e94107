import { describe, expect, it } from "vitest";
import { errorOverTime } from "../../src/plot/error-over-time.js";
import { panelsOf, shapes, ticks, vertices } from "./drawing.js";
import { errorOverTimeRecord } from "./synthetic.js";

function labels(panel: Element): { text: string; x: number; y: number }[] {
  return [...panel.querySelectorAll('text[paint-order="stroke"]')].map((text) => ({
    text: text.textContent ?? "",
    x: Number(text.getAttribute("x")),
    y: Number(text.getAttribute("y")),
  }));
}

describe("errorOverTime", () => {
  const record = errorOverTimeRecord();
  const [errors, coverage] = panelsOf(errorOverTime(record));

  it("starts the error at 0 and draws every series in its role", () => {
    expect(Number(ticks(errors, "y")[0].text)).toBe(0);
    expect(shapes(errors, "cg-model")).toHaveLength(1);
    expect(shapes(errors, "cg-baseline")).toHaveLength(3);
    expect(errors.querySelector("g.cg-model")?.getAttribute("stroke-dasharray")).toBeNull();
  });

  it("shows errors of all sizes on a logarithmic axis", () => {
    const svg = errorOverTime({ ...record, errorScale: "log" });
    const marks = ticks(panelsOf(svg)[0], "y").map(({ text }) => Number(text));
    expect(Math.min(...marks)).toBeGreaterThan(0);
    expect(svg).not.toContain("off scale");
    expect(marks.slice(1).every((mark, i) => mark / marks[i] <= 2.5)).toBe(true);
  });

  it("draws several models in one colour and different dashes", () => {
    const series = record.series.map((one, i) =>
      i === 1 ? { ...one, role: "model" as const } : one,
    );
    const [panel] = panelsOf(errorOverTime({ ...record, series, errorScale: "log" }));
    const dashes = [...panel.querySelectorAll("g.cg-model")].map((group) =>
      group.getAttribute("stroke-dasharray"),
    );
    expect(dashes).toEqual([null, "6 2.5"]);
  });

  it("tells the baselines apart by their dashes", () => {
    const dashes = [...errors.querySelectorAll("g.cg-baseline")].map((group) =>
      group.getAttribute("stroke-dasharray"),
    );
    expect(new Set(dashes).size).toBe(3);
    expect(dashes.every((dash) => dash !== null)).toBe(true);
  });

  it("puts a sample of its line before each label where three baselines look alike", () => {
    const samples = (panel: Element) => [...panel.querySelectorAll(".cg-sample")];
    const ends = labels(errors).filter((label) => !label.text.includes("off scale"));
    expect(samples(errors)).toHaveLength(ends.length);
    const dashes = samples(errors).map((sample) => sample.getAttribute("stroke-dasharray"));
    expect(new Set(dashes).size).toBe(ends.length);
    const fewer = { ...record, series: record.series.slice(0, 3) };
    expect(samples(panelsOf(errorOverTime(fewer))[0])).toHaveLength(0);
  });

  it("draws a forecast of one step as points", () => {
    const series = record.series.map(({ label, role, median, coverage }) => ({
      ...{ label, role, median: [median[0]] },
      ...(coverage ? { coverage: [coverage[0]] } : {}),
    }));
    const one = { times: [1], timeLabel: "t", level: 0.95, series };
    const [points] = panelsOf(errorOverTime(one));
    expect(points.querySelectorAll(".cg-model circle")).toHaveLength(1);
  });

  it("labels each line at its end, none on top of another", () => {
    const placed = labels(errors);
    expect(placed.map((label) => label.text).sort()).toEqual([
      "LASSO",
      "finite differences",
      "least squares (off scale)",
      "sampling floor",
      "sparse Bayes",
    ]);
    const ends = placed.filter((label) => !label.text.includes("off scale"));
    const heights = ends.map((label) => label.y).sort((a, b) => a - b);
    for (let i = 1; i < heights.length; i++) {
      expect(heights[i] - heights[i - 1]).toBeGreaterThan(11);
    }
  });

  it("cuts a diverging line at the frame", () => {
    const frame = errors.querySelector('rect[aria-label="frame"]');
    const top = Number(frame?.getAttribute("y"));
    for (const path of shapes(errors, "cg-baseline")) {
      for (const [, y] of vertices(path)) expect(y).toBeGreaterThanOrEqual(top - 0.1);
    }
  });

  it("shows coverage beside its nominal level", () => {
    expect(coverage.textContent).toContain("coverage of the 95 % interval");
    const nominal = shapes(coverage, "cg-reference").map(vertices)[0];
    const one = ticks(coverage, "y").find((tick) => Number(tick.text) === 1)?.at ?? 0;
    const nine = ticks(coverage, "y").find((tick) => Number(tick.text) === 0.9)?.at ?? 0;
    expect(nominal[0][1]).toBeCloseTo((one + nine) / 2, 1);
  });

  it("leaves the second panel out where no model has intervals", () => {
    const series = record.series.filter((entry) => entry.role === "baseline");
    expect(panelsOf(errorOverTime({ ...record, series }))).toHaveLength(1);
  });

  it("says that a line without further values diverged, and tells it from one off scale", () => {
    const times = [1, 2, 3];
    const labelsOf = (median: number[]) => {
      const series = [
        { label: "ours", role: "model" as const, median: [0.1, 0.1, 0.1] },
        { label: "theirs", role: "baseline" as const, median },
      ];
      const svg = errorOverTime({ times, timeLabel: "t", level: 0.95, series });
      expect(svg).not.toMatch(/NaN|Infinity/);
      return labels(panelsOf(svg)[0]).map((label) => label.text);
    };
    expect(labelsOf([0.1, Number.NaN, Number.NaN])).toContain("theirs (diverged)");
    expect(labelsOf([Number.NaN, Number.NaN, Number.NaN])).toContain("theirs (diverged)");
    expect(labelsOf([0.1, 0.2, 9])).toContain("theirs (off scale)");
  });

  it("refuses a series of another length", () => {
    const series = [{ label: "short", role: "model" as const, median: [0.1] }];
    expect(() => errorOverTime({ ...record, series })).toThrowError(/short against time/);
  });
});

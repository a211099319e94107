import { describe, expect, it } from "vitest";
import { diverging } from "../../src/plot/colormap.js";
import { coarsen } from "../../src/plot/map-panel.js";
import { rasterMap } from "../../src/plot/raster.js";
import { spaceTime } from "../../src/plot/space-time.js";
import { panelsOf, ticks } from "./drawing.js";
import { spaceTimeRecord } from "./synthetic.js";

function mapOf(panel: Element): string {
  const image = panel.querySelector("g[class^=cg-] image");
  return image?.getAttribute("href") ?? "";
}

describe("spaceTime", () => {
  const record = spaceTimeRecord();
  const panels = panelsOf(spaceTime(record));

  it("shows truth, median, error and width, each with its scale", () => {
    expect(panels.map((panel) => panel.querySelector("g")?.getAttribute("class"))).toEqual([
      "cg-truth",
      "cg-median",
      "cg-error",
      "cg-width",
    ]);
    for (const panel of panels) expect(panel.querySelectorAll("image")).toHaveLength(2);
    expect(panels[3].textContent).toContain("width of the 95 % interval");
  });

  it("puts truth and median on one scale: equal fields look equal", () => {
    const same = panelsOf(spaceTime({ ...record, median: record.truth }));
    expect(mapOf(same[0])).toBe(mapOf(same[1]));
    const bars = panels.map((panel) => panel.querySelector("g.cg-colour-bar")?.textContent);
    expect(bars[0]).toBe(bars[1]);
  });

  it("centres the error on 0, signed median − truth", () => {
    const known = Array.from(record.truth, (value, i) => record.median[i] - value);
    const bound = known.reduce((top, value) => (Math.abs(value) > top ? Math.abs(value) : top), 0);
    expect(mapOf(panels[2])).toBe(rasterMap(known, 24, [-bound, bound], diverging));
  });

  it("lets time run upwards and marks where the forecast starts", () => {
    const times = ticks(panels[0], "y");
    expect(times[0].at).toBeGreaterThan(times[times.length - 1].at);
    const rule = panels[0].querySelector("path.cg-forecast-start")?.getAttribute("d") ?? "";
    const zero = times.find((tick) => Number(tick.text) === 0)?.at ?? Number.NaN;
    const y = Number(/,([\d.]+)H/.exec(rule)?.[1]);
    // Half a row below the first forecast time.
    const row = (times[0].at - times[1].at) / 10;
    expect(y - zero).toBeCloseTo(row / 2, 0);
  });

  it("draws no rule where everything is forecast", () => {
    const { forecastStart: _, ...whole } = record;
    expect(spaceTime(whole)).not.toContain("cg-forecast-start");
  });

  it("draws a flat field", () => {
    const flat = new Float64Array(record.truth.length);
    const svg = spaceTime({ ...record, truth: flat, median: flat, width: flat });
    expect(svg).not.toContain("NaN");
  });

  it("refuses to draw nothing", () => {
    const none = new Float64Array();
    const draw = () => spaceTime({ ...record, truth: none, median: none, width: none });
    expect(draw).toThrowError(/truth.*at least one/);
  });

  it("refuses fields of different shapes", () => {
    expect(() => spaceTime({ ...record, width: [1, 2] })).toThrowError(/interval width/);
  });
});

describe("coarsen", () => {
  it("averages blocks down to 160 pixels and keeps smaller fields", () => {
    const fine = Float64Array.from({ length: 320 * 2 }, (_, i) => i % 320);
    const { values, columns } = coarsen(fine, 320);
    expect(columns).toBe(160);
    expect(Array.from(values.slice(0, 3))).toEqual([0.5, 2.5, 4.5]);
    expect(values).toHaveLength(320);
    expect(Array.from(coarsen([1, 2, 3, 4], 2).values)).toEqual([1, 2, 3, 4]);
  });
});

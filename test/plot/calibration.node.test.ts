import { describe, expect, it } from "vitest";
import { calibration, ecdfDifference } from "../../src/plot/calibration.js";
import { panelsOf, shapes, vertices } from "./drawing.js";
import { calibrationRecord } from "./synthetic.js";

describe("calibration", () => {
  const record = calibrationRecord();
  const panels = panelsOf(calibration(record));

  it("draws the PIT with a labelled band and coverage for each horizon", () => {
    expect(panels).toHaveLength(4);
    expect(shapes(panels[0], "cg-pit")).toHaveLength(1);
    expect(shapes(panels[0], "cg-band-outline")).toHaveLength(2);
    expect(panels[0].textContent).toContain("95 % simultaneous band");
    expect(panels[1].textContent).toContain("95 % binomial");
  });

  it("gives every level a dot with a bar that holds it", () => {
    for (const panel of panels.slice(1)) {
      const dots = shapes(panel, "cg-coverage");
      const bars = shapes(panel, "cg-binomial");
      expect(dots).toHaveLength(7);
      expect(bars).toHaveLength(7);
      dots.forEach((dot, i) => {
        const y = Number(dot.getAttribute("cy"));
        const ends = ["y1", "y2"].map((name) => Number(bars[i].getAttribute(name)));
        expect(Math.min(...ends)).toBeLessThanOrEqual(y);
        expect(Math.max(...ends)).toBeGreaterThanOrEqual(y);
      });
    }
  });

  it("keeps the curve and the band inside the frame when the forecast is badly off", () => {
    const [panel] = panelsOf(calibration({ ...record, pit: new Float64Array(100).fill(0.01) }));
    const frame = panel.querySelector('rect[aria-label="frame"]');
    const [top, height] = ["y", "height"].map((name) => Number(frame?.getAttribute(name)));
    for (const [, y] of vertices(shapes(panel, "cg-pit")[0])) {
      expect(y).toBeGreaterThanOrEqual(top);
      expect(y).toBeLessThanOrEqual(top + height);
    }
  });

  it("widens the band for fewer independent values", () => {
    const span = (effectiveCount?: number) => {
      const options = effectiveCount === undefined ? {} : { effectiveCount };
      const [panel] = panelsOf(calibration({ ...record, ...options }));
      const [band] = shapes(panel, "cg-band").map(vertices);
      const [curve] = shapes(panel, "cg-pit").map(vertices);
      const range = (points: [number, number][]) =>
        Math.max(...points.map((p) => p[1])) - Math.min(...points.map((p) => p[1]));
      return range(band) / range(curve);
    };
    expect(span(100)).toBeGreaterThan(2 * span());
  });
});

describe("ecdfDifference", () => {
  it("is the ECDF minus z", () => {
    const curve = ecdfDifference([0.9, 0.1, 0.5, 0.6], 10);
    expect(curve[0].value).toBe(0);
    expect(curve[1].value).toBeCloseTo(0.25 - 0.1);
    expect(curve[5].value).toBeCloseTo(0.5 - 0.5);
    expect(curve[10].value).toBeCloseTo(0);
  });
});

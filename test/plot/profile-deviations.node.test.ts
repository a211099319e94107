import { describe, expect, it } from "vitest";
import { profileDeviations } from "../../src/plot/profile-deviations.js";
import { panelsOf, shapes, ticks, vertices } from "./drawing.js";
import { profileDeviationsRecord } from "./synthetic.js";

describe("profileDeviations", () => {
  const record = profileDeviationsRecord();
  const panels = panelsOf(profileDeviations(record));

  it("has a row for each time: the profile, and a panel for each model", () => {
    expect(panels).toHaveLength(6);
    for (const panel of panels) {
      expect(shapes(panel, "cg-mean")).toHaveLength(1);
      expect(shapes(panel, "cg-reference")).toHaveLength(1);
      expect(shapes(panel, "cg-data")).toHaveLength(25);
    }
    expect(panels[4].textContent).toContain("t = 9 Δt, recommended");
  });

  it("starts profiles at 0, and centres deviations on the truth", () => {
    expect(Number(ticks(panels[0], "y")[0].text)).toBe(0);
    const truth = vertices(shapes(panels[1], "cg-reference")[0]);
    const zero = ticks(panels[1], "y").find(({ text }) => Number(text) === 0)?.at;
    // Tick labels stand half a pixel beside the scale.
    for (const [, y] of truth) expect(Math.abs(y - Number(zero))).toBeLessThan(1);
  });

  it("draws deviations in percent of the truth", () => {
    const { truth } = record.rows[0];
    const off = (percent: number) => Array.from(truth, (rho) => rho * (1 + percent / 100));
    const band = { lower: off(2), upper: off(2) };
    const estimate = { mean: off(2), interval50: band, interval95: band };
    const [, panel] = panelsOf(
      profileDeviations({
        ...record,
        models: ["flat"],
        rows: [{ title: "", truth, estimates: [estimate] }],
      }),
    );
    const heights = ticks(panel, "y");
    const two = heights.find(({ text }) => Number(text) === 2)?.at;
    for (const [, y] of vertices(shapes(panel, "cg-mean")[0])) {
      expect(Math.abs(y - Number(two))).toBeLessThan(1);
    }
  });

  it("draws nothing of a forecast that diverged", () => {
    const nothing = new Array<number>(25).fill(Number.NaN);
    const band = { lower: nothing, upper: nothing };
    const none = { mean: nothing, interval50: band, interval95: band };
    const rows = record.rows.map((row) => ({ ...row, estimates: [row.estimates[0], none] }));
    expect(profileDeviations({ ...record, rows })).not.toContain("NaN");
  });

  it("refuses arrays of another length", () => {
    const [row] = record.rows;
    const rows = [{ ...row, data: [1] }];
    expect(() => profileDeviations({ ...record, rows })).toThrowError(/25 values/);
  });
});

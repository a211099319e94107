import { describe, expect, it } from "vitest";
import { binOutline, stepLine, withinStrip } from "../../src/plot/steps.js";

describe("stepLine", () => {
  it("runs from edge to edge of each bin", () => {
    expect(stepLine([0, 3], [5, 7, 6])).toEqual([
      { x: 0, value: 5 },
      { x: 1, value: 5 },
      { x: 1, value: 7 },
      { x: 2, value: 7 },
      { x: 2, value: 6 },
      { x: 3, value: 6 },
    ]);
  });
});

describe("binOutline", () => {
  it("joins the centres of many bins and reaches both ends of the domain", () => {
    const outline = binOutline([-1, 1], new Float64Array(96).fill(2));
    expect(outline).toHaveLength(98);
    expect(outline[0].x).toBe(-1);
    expect(outline[97].x).toBe(1);
  });
});

describe("withinStrip", () => {
  const at = (x: number, y: number) => ({ x, y });

  it("keeps a line that stays inside", () => {
    const line = [at(0, 1), at(1, 2)];
    expect(withinStrip(line, 0, 3)).toEqual([line]);
  });

  it("ends a line where it leaves and starts it where it returns", () => {
    expect(withinStrip([at(0, 0), at(2, 2), at(4, 0)], -1, 1)).toEqual([
      [at(0, 0), at(1, 1)],
      [at(3, 1), at(4, 0)],
    ]);
  });

  it("keeps the piece of a segment that crosses the strip", () => {
    expect(withinStrip([at(0, -2), at(4, 2)], -1, 1)).toEqual([[at(1, -1), at(3, 1)]]);
  });

  it("breaks a line at values that are not finite", () => {
    const line = [at(0, 0), at(1, Number.NaN), at(2, 0), at(3, Number.POSITIVE_INFINITY)];
    expect(withinStrip(line, -1, 1)).toEqual([[at(0, 0)], [at(2, 0)]]);
  });

  it("drops a line that stays outside", () => {
    expect(withinStrip([at(0, 5), at(1, 6)], 0, 1)).toEqual([]);
  });
});

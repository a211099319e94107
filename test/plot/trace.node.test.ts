import { describe, expect, it } from "vitest";
import { figureElements } from "../../src/plot/figure.js";
import { trace } from "../../src/plot/trace.js";
import { panelsOf, shapes, ticks, vertices } from "./drawing.js";

const falling = (from: number, length: number) =>
  Float64Array.from({ length }, (_, i) => from / (i + 1));

describe("trace", () => {
  const panels = panelsOf(
    trace({
      scale: "linear",
      quantityLabel: "*θ*",
      panels: [
        {
          title: "*N* = 64",
          lines: [
            { values: falling(0.5, 50), main: true, label: "−1" },
            { values: falling(0.49, 50), main: true, label: "1" },
            { values: falling(0.1, 50), main: false },
          ],
          references: [0],
        },
        { title: "*N* = 128", lines: [{ values: falling(1, 20), main: true }], references: [] },
      ],
    }),
  );

  it("draws the lines that are meant strongly, the others faintly, and what they should reach", () => {
    expect(panels).toHaveLength(2);
    expect(shapes(panels[0], "cg-main")).toHaveLength(2);
    expect(shapes(panels[0], "cg-faint")).toHaveLength(1);
    expect(shapes(panels[0], "cg-reference")).toHaveLength(1);
    expect(shapes(panels[1], "cg-reference")).toHaveLength(0);
    expect(vertices(shapes(panels[1], "cg-main")[0])).toHaveLength(20);
  });

  it("names lines at their ends, apart from one another", () => {
    const names = [...panels[0].querySelectorAll("text")].filter(({ textContent }) =>
      ["−1", "1"].includes(textContent ?? ""),
    );
    const heights = names
      .map((name) => Number(name.getAttribute("y")))
      .filter((y) => Number.isFinite(y));
    const [first, second] = heights.slice(-2);
    expect(Math.abs(first - second)).toBeGreaterThanOrEqual(13);
  });

  it("counts iterations on a logarithmic axis", () => {
    const at = (text: string) => ticks(panels[0], "x").find((tick) => tick.text === text)?.at;
    expect(Number(at("10")) - Number(at("1"))).toBeGreaterThan(50);
  });

  it("leaves out what a logarithmic axis of values cannot show", () => {
    const [panel] = panelsOf(
      trace({
        scale: "log",
        quantityLabel: "1/*v*",
        panels: [{ title: "", lines: [{ values: [1, 0, 0.01], main: true }], references: [] }],
      }),
    );
    expect(vertices(shapes(panel, "cg-main")[0])).toHaveLength(2);
    expect(ticks(panel, "y").map(({ text }) => text)).toContain("0.1");
  });

  it("tells series apart by line style, each once in the key", () => {
    const line = (index: number, label: string) => ({
      values: falling(1, 9),
      main: true,
      series: { index, label },
    });
    const draw = (last: number) =>
      trace({
        scale: "log",
        quantityLabel: "1/*v*",
        panels: [
          { title: "", lines: [line(0, "*N* = 64"), line(1, "*N* = 128")], references: [] },
          { title: "", lines: [line(last, "*N* = 128")], references: [] },
        ],
      });
    const svg = draw(1);
    const dashes = panelsOf(svg).map((one) =>
      [...one.querySelectorAll("g.cg-main")].map((line) => line.getAttribute("stroke-dasharray")),
    );
    expect(dashes[0][0]).not.toBe(dashes[0][1]);
    expect(dashes[1]).toEqual([dashes[0][1]]);
    expect(figureElements(svg).key.map(({ label }) => label)).toEqual(["*N* = 64", "*N* = 128"]);
    expect(() => draw(3)).toThrow(/series of a trace/);
  });

  it("refuses to draw nothing", () => {
    const common = { scale: "linear", quantityLabel: "" } as const;
    expect(() => trace({ ...common, panels: [] })).toThrow(/panels of a trace/);
    const empty = [{ title: "", lines: [], references: [] }];
    expect(() => trace({ ...common, panels: empty })).toThrow(/lines of panel 0/);
  });
});

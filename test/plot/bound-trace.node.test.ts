import { describe, expect, it } from "vitest";
import { boundTrace } from "../../src/plot/bound-trace.js";
import { panelsOf, shapes, ticks, vertices } from "./drawing.js";
import { boundTraceRecord } from "./synthetic.js";

describe("boundTrace", () => {
  const record = boundTraceRecord();
  const panel = panelsOf(boundTrace(record))[0];
  const inset = panel.querySelector("svg.cg-inset") as Element;

  it("draws the main run strongly and the restarts faintly", () => {
    const inInset = shapes(inset, "cg-restart").length;
    expect(shapes(panel, "cg-restart").length - inInset).toBe(3);
    expect(shapes(panel, "cg-main").length).toBe(2);
    const width = (name: string) =>
      Number(panel.querySelector(`g.${name}`)?.getAttribute("stroke-width"));
    expect(width("cg-main")).toBeGreaterThan(2 * width("cg-restart"));
    expect(panel.querySelector("g.cg-restart")?.getAttribute("stroke-opacity")).toBe("0.55");
  });

  it("counts iterations on a logarithmic axis", () => {
    const [one, ten, hundred] = ["1", "10", "100"].map(
      (text) => ticks(panel, "x").find((tick) => tick.text === text)?.at ?? Number.NaN,
    );
    expect(ten - one).toBeGreaterThan(50);
    expect(hundred - ten).toBeCloseTo(ten - one, 1);
  });

  it("marks the stop at the end of the main run, there and in the tail", () => {
    const [stop] = shapes(panel, "cg-stop");
    const end = vertices(shapes(panel, "cg-main")[0]).at(-1);
    expect(Number(stop.getAttribute("cx"))).toBeCloseTo(end?.[0] ?? 0, 1);
    expect(Number(stop.getAttribute("cy"))).toBeCloseTo(end?.[1] ?? 0, 1);
    expect(shapes(inset, "cg-stop")).toHaveLength(1);
    expect(panel.textContent).toContain("converged after 214 iterations");
  });

  it("keeps the tail's restarts inside its frame", () => {
    const frame = inset.querySelector('rect[aria-label="frame"]');
    const [y, height] = ["y", "height"].map((name) => Number(frame?.getAttribute(name)));
    for (const path of shapes(inset, "cg-restart")) {
      for (const [, at] of vertices(path)) {
        expect(at).toBeGreaterThanOrEqual(y - 0.1);
        expect(at).toBeLessThanOrEqual(y + height + 0.1);
      }
    }
  });

  it("says when a run only met its limit, and draws one of a single iteration", () => {
    const svg = boundTrace({ runs: [{ bound: [-10], converged: false }], main: 0 });
    expect(svg).toContain("limit of 1 iteration<");
    expect(svg).not.toContain("NaN");
  });

  it("refuses a main run that does not end at a number", () => {
    const runs = [{ bound: [-10, Number.NaN], converged: false }];
    expect(() => boundTrace({ runs, main: 0 })).toThrowError(/last bound.*NaN/);
  });

  it("refuses an empty run", () => {
    expect(() => boundTrace({ runs: [], main: 0 })).toThrowError(/at least one/);
    expect(() => boundTrace({ runs: [{ bound: [], converged: true }], main: 0 })).toThrowError(
      /at least one/,
    );
  });
});

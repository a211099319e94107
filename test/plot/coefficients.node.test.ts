import { describe, expect, it } from "vitest";
import { coefficients, offsets } from "../../src/plot/coefficients.js";
import { panelsOf, read, shapes, ticks } from "./drawing.js";
import { coefficientsRecord } from "./synthetic.js";

describe("coefficients", () => {
  const record = coefficientsRecord();
  const [first, products] = panelsOf(coefficients(record));

  it("shows each first-order coefficient of each fit once, hollow when switched off", () => {
    expect(shapes(first, "cg-active")).toHaveLength(9);
    expect(shapes(first, "cg-pruned")).toHaveLength(30);
    const group = (name: string) => first.querySelector(`g.${name}`)?.getAttribute("fill");
    expect(group("cg-pruned")).toContain("--cg-background");
    expect(group("cg-active")).toContain("--cg-model");
  });

  it("draws a thin 95 % and a thick 50 % interval for each", () => {
    expect(shapes(first, "cg-interval95")).toHaveLength(39);
    expect(shapes(first, "cg-interval50")).toHaveLength(39);
    const width = (name: string) =>
      Number(first.querySelector(`g.${name}`)?.getAttribute("stroke-width"));
    expect(width("cg-interval50")).toBeGreaterThan(2 * width("cg-interval95"));
  });

  it("marks the reference values, dashed in the reference colour, and zero", () => {
    expect(shapes(first, "cg-reference")).toHaveLength(3);
    const reference = first.querySelector("g.cg-reference");
    expect(reference?.getAttribute("stroke")).toContain("--cg-reference");
    expect(reference?.getAttribute("stroke-dasharray")).toBeTruthy();
    const zero = ticks(first, "y").find((tick) => Number(tick.text) === 0);
    expect(Number(shapes(first, "cg-zero")[0].getAttribute("y1"))).toBeCloseTo(zero?.at ?? -1, 1);
  });

  it("lists the products that any fit keeps, by name and size", () => {
    const names = ticks(products, "y").map((tick) => tick.text);
    expect(names).toEqual(["(−1, 0)", "(−1, −1)", "(0, 1)"]);
    expect(shapes(products, "cg-active")).toHaveLength(8);
    expect(shapes(products, "cg-pruned")).toHaveLength(1);
  });

  it("lists products of another law though no fit keeps them, and marks its values", () => {
    const unknown = { name: "m=4,4", value: 1 };
    const values = [{ name: "m=1", value: 0.25 }, { name: "m=0,1", value: 0.1 }, unknown];
    const fits = record.fits.map((fit) => ({
      ...fit,
      coefficients: fit.coefficients.map((c) =>
        c.name === "m=0,1" ? { ...c, active: false, mean: 0 } : c,
      ),
    }));
    const [one, two] = panelsOf(coefficients({ fits, rival: { label: "another", values } }));
    expect(ticks(two, "y").map((tick) => tick.text)).toContain("(0, 1)");
    for (const panel of [one, two]) {
      expect(shapes(panel, "cg-baseline")).toHaveLength(1);
      expect(panel.querySelector("g.cg-baseline")?.getAttribute("stroke")).toContain("baseline");
    }
    const without = panelsOf(coefficients({ fits }))[1];
    expect(ticks(without, "y").map((tick) => tick.text)).not.toContain("(0, 1)");
  });

  it("leaves the second panel out where no product is active", () => {
    const fits = record.fits.map((fit) => ({
      ...fit,
      coefficients: fit.coefficients.filter((c) => offsets(c.name)?.length === 1),
    }));
    expect(panelsOf(coefficients({ fits }))).toHaveLength(1);
  });

  it("lists at most twelve products and says of how many", () => {
    const model = record.fits[0].coefficients[0];
    const many = Array.from({ length: 20 }, (_, i) => ({
      ...model,
      name: `m=${i},${i}`,
      mean: i,
      active: true,
    }));
    const svg = coefficients({ fits: [{ sequences: 1, coefficients: [model, ...many] }] });
    expect(ticks(panelsOf(svg)[1], "y")).toHaveLength(12);
    expect(svg).toContain("12 largest of 20");
  });

  it("tells the amounts of data apart by shape", () => {
    const svg = coefficients(record);
    const labels = [...read(svg).querySelectorAll("svg.cg-key")].map((key) => key.textContent);
    expect(labels.slice(0, 3)).toEqual(["N = 32", "N = 64", "N = 128"]);
    const outlines = [...first.querySelectorAll("g.cg-active")].map((group) => {
      const shape = group.firstElementChild;
      return shape?.tagName === "circle" ? "circle" : shape?.getAttribute("d");
    });
    expect(new Set(outlines).size).toBe(3);
  });
});

describe("offsets", () => {
  it("reads the names of coefficients", () => {
    expect(offsets("m=-3")).toEqual([-3]);
    expect(offsets("m=-1,1")).toEqual([-1, 1]);
    expect(offsets("bias")).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import {
  escapeText,
  formatLevel,
  formatNumber,
  htmlText,
  plainText,
  svgText,
  textWidth,
} from "../../src/plot/text.js";

describe("escapeText", () => {
  it("escapes everything that could end an element or an attribute", () => {
    expect(escapeText(`<a b="c">&'`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
  });

  it("drops characters that XML forbids", () => {
    expect(escapeText("a\u0000b\u001Fc\td")).toBe("abc\td");
  });
});

describe("labels", () => {
  it("set variables in italics, also single letters in scripts", () => {
    expect(htmlText("*X*_{j−1}^{2}")).toBe("<i>X</i><sub><i>j</i></sub><sub>−1</sub><sup>2</sup>");
    expect(htmlText("*u*_{xx}")).toBe("<i>u</i><sub><i>xx</i></sub>");
  });

  it("return to the line after a script in SVG", () => {
    expect(svgText("10^{3} nats")).toBe(
      '10<tspan dy="-0.533em" font-size="75%">3</tspan><tspan dy="0.4em"> nats</tspan>',
    );
  });

  it("escape what they hold", () => {
    expect(htmlText("*<b>*")).toBe("<i>&lt;b&gt;</i>");
    expect(svgText("a<b_{&}")).toContain("a&lt;b");
  });

  it("keep a lone star", () => {
    expect(plainText("2 * 3")).toBe("2 * 3");
  });

  it("hold numbers and percent signs together in HTML", () => {
    expect(htmlText("95 % of")).toBe("95\u00A0% of");
  });

  it("are wider with more or larger letters", () => {
    expect(textWidth("mmm", 10)).toBeGreaterThan(textWidth("iii", 10));
    expect(textWidth("abc", 20)).toBeCloseTo(2 * textWidth("abc", 10));
    expect(textWidth("x^{2}", 10)).toBeLessThan(textWidth("x2", 10));
  });
});

describe("numbers", () => {
  it("carry a true minus sign and no idle zeros", () => {
    expect(formatNumber(-0.25)).toBe("−0.25");
    expect(formatNumber(1234.567)).toBe("1230");
    expect(formatNumber(Number.NaN)).toBe("–");
  });

  it("show levels as percentages without rounding errors", () => {
    expect(formatLevel(0.95)).toBe("95 %");
    expect(formatLevel(0.999)).toBe("99.9 %");
  });
});

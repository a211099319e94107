import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import {
  boundTrace,
  calibration,
  coefficients,
  errorAgainstSize,
  errorOverTime,
  overTime,
  profileDeviations,
  profiles,
  rankHistograms,
  spaceTime,
  spaceTimeComparison,
  themed,
  twoBin,
} from "../../src/plot/figures.js";
import { renderPng } from "../../src/plot/png.js";
import { read } from "./drawing.js";
import {
  boundTraceRecord,
  calibrationRecord,
  coefficientsRecord,
  errorAgainstSizeRecord,
  errorOverTimeRecord,
  overTimeRecord,
  profileDeviationsRecord,
  profilesRecord,
  rankHistogramRecord,
  spaceTimeComparisonRecord,
  spaceTimeRecord,
  twoBinRecord,
} from "./synthetic.js";

const figures = {
  boundTrace: () => boundTrace(boundTraceRecord()),
  coefficients: () => coefficients(coefficientsRecord()),
  profiles: () => profiles(profilesRecord()),
  twoBin: () => twoBin(twoBinRecord()),
  spaceTime: () => spaceTime(spaceTimeRecord()),
  calibration: () => calibration(calibrationRecord()),
  errorOverTime: () => errorOverTime(errorOverTimeRecord()),
  rankHistograms: () => rankHistograms(rankHistogramRecord()),
  spaceTimeComparison: () => spaceTimeComparison(spaceTimeComparisonRecord()),
  profileDeviations: () => profileDeviations(profileDeviationsRecord()),
  overTime: () => overTime(overTimeRecord()),
  errorAgainstSize: () => errorAgainstSize(errorAgainstSizeRecord()),
};

/** Code points of a TrueType font, from the segments of its format 4 character map. */
function codePoints(file: string): Set<number> {
  const font = readFileSync(file);
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, i) => 12 + 16 * i);
  const entry = tables.find((at) => font.toString("latin1", at, at + 4) === "cmap") ?? 0;
  const cmap = font.readUInt32BE(entry + 8);
  const found = new Set<number>();
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const at = cmap + font.readUInt32BE(cmap + 8 + 8 * i);
    if (font.readUInt16BE(at) !== 4) continue;
    const segments = font.readUInt16BE(at + 6) / 2;
    for (let k = 0; k < segments; k++) {
      const end = font.readUInt16BE(at + 14 + 2 * k);
      const start = font.readUInt16BE(at + 16 + 2 * segments + 2 * k);
      for (let code = start; code <= end && code < 0xffff; code++) found.add(code);
    }
  }
  return found;
}

const packagedFont = createRequire(import.meta.url).resolve(
  "@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf",
);

describe.each(Object.entries(figures))("%s", (_name, draw) => {
  it("sets no text in a colour of less than 4.5:1", () => {
    expect(draw()).not.toMatch(/<text[^>]*fill="var\(--cg-(reference|hairline)/);
  });

  const svg = draw();

  it("holds finite coordinates only", () => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    for (const path of read(svg).querySelectorAll("path")) {
      expect(path.getAttribute("d")).toMatch(/^[MLHVZCSAhvlmaz\d\s.,-]+$/);
    }
  });

  it("leaves no variable unresolved in either theme", () => {
    for (const theme of ["light", "dark"] as const) {
      expect(themed(svg, theme)).not.toContain("var(");
      expect(themed(svg, theme)).not.toContain("currentColor");
    }
  });

  it("is the same drawing every time, without ids that could clash in a page", () => {
    expect(draw()).toBe(svg);
    expect(svg).not.toMatch(/\sid="/);
  });

  it("needs nothing from elsewhere", () => {
    const links = [...svg.matchAll(/(?:href|src)="([^"]{0,20})/g)].map((match) => match[1]);
    expect(links.every((link) => link.startsWith("data:image/png"))).toBe(true);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:/);
  });

  it("paints its own background and says what it shows", () => {
    const root = read(svg);
    const first = root.firstElementChild;
    expect(first?.tagName.toLowerCase()).toBe("rect");
    expect(first?.getAttribute("width")).toBe(root.getAttribute("width"));
    expect(first?.getAttribute("fill")).toContain("--cg-background");
    expect(root.getAttribute("role")).toBe("img");
    expect(root.getAttribute("aria-label")?.length).toBeGreaterThan(40);
  });

  it("uses characters that the packaged font has", () => {
    const known = codePoints(packagedFont);
    const text = [...read(svg).querySelectorAll("text")].map((t) => t.textContent).join("");
    const missing = [...new Set(text)].filter((c) => !known.has(c.codePointAt(0) ?? 0));
    expect(missing).toEqual([]);
  });

  it("renders as a picture in both themes", () => {
    const [light, dark] = [renderPng(svg, "light", 1), renderPng(svg, "dark", 1)];
    for (const png of [light, dark]) {
      expect([...png.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    }
    expect(Buffer.from(light).equals(Buffer.from(dark))).toBe(false);
  });
});

describe("renderPng", () => {
  it("sets text with the packaged font", () => {
    const svg = figures.boundTrace();
    const without = svg.replace(/<text.*?<\/text>/g, "");
    expect(renderPng(svg).length).toBeGreaterThan(renderPng(without).length + 1000);
  });

  it("scales the picture", () => {
    const width = (png: Uint8Array) => Buffer.from(png).readUInt32BE(16);
    const svg = figures.boundTrace();
    expect(width(renderPng(svg, "light", 3))).toBe(3 * width(renderPng(svg, "light", 1)));
  });
});

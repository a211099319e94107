import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cividis, diverging, type Rgb } from "../../src/plot/colormap.js";
import { indexedPng, rasterMap } from "../../src/plot/raster.js";

/** Colours of a palette PNG by an independent reading of the format, top row first; null if transparent. */
function decode(png: Buffer): { width: number; height: number; pixels: (Rgb | null)[] } {
  const chunks: { [type: string]: Buffer } = {};
  for (let at = 8; at < png.length; ) {
    const size = png.readUInt32BE(at);
    chunks[png.toString("latin1", at + 4, at + 8)] = png.subarray(at + 8, at + 8 + size);
    at += size + 12;
  }
  const [width, height] = [chunks.IHDR.readUInt32BE(0), chunks.IHDR.readUInt32BE(4)];
  // inflateSync checks the Adler-32 sum of the stream.
  const rows = inflateSync(chunks.IDAT);
  const pixels = Array.from({ length: width * height }, (_, i) => {
    const index = rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)];
    const [r, g, b] = chunks.PLTE.subarray(3 * index, 3 * index + 3);
    return chunks.tRNS[index] === 0 ? null : ([r, g, b] as const);
  });
  return { width, height, pixels };
}

function decodeUri(uri: string) {
  expect(uri).toMatch(/^data:image\/png;base64,/);
  return decode(Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64"));
}

const grey = (t: number): Rgb => {
  const level = Math.round(254 * t);
  return [level, level, level];
};

describe("rasterMap", () => {
  it("puts the last row on top and spreads the domain over the map", () => {
    const { width, height, pixels } = decodeUri(rasterMap([0, 1, 2, 3, 4, 5], 3, [0, 5], grey));
    expect([width, height]).toEqual([3, 2]);
    expect(pixels.map((p) => p?.[0])).toEqual([152, 203, 254, 0, 51, 102]);
  });

  it("leaves missing values transparent and clips values beyond the domain", () => {
    const { pixels } = decodeUri(rasterMap([Number.NaN, -9, 9], 3, [0, 1], grey));
    expect(pixels).toEqual([null, [0, 0, 0], [254, 254, 254]]);
  });

  it("gives the neutral colour at the middle of a centred scale", () => {
    const { pixels } = decodeUri(rasterMap([-2, 0, 2], 3, [-2, 2], diverging));
    expect(pixels[1]).toEqual([245, 245, 243]);
  });
});

describe("indexedPng", () => {
  it("keeps images of more than one stored block", () => {
    const indices = Uint8Array.from({ length: 300 * 300 }, (_, i) => i % 200);
    const palette = Array.from({ length: 255 }, (_, i): Rgb => [i, 0, 255 - i]);
    const { pixels } = decode(Buffer.from(indexedPng(300, 300, indices, palette)));
    expect(pixels.every((p, i) => p?.[0] === indices[i])).toBe(true);
  });
});

describe("colour maps", () => {
  const lightness = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

  it("cividis grows lighter all along, from its published ends", () => {
    const levels = Array.from({ length: 64 }, (_, i) => lightness(cividis(i / 63)));
    for (let i = 1; i < 64; i++) expect(levels[i]).toBeGreaterThan(levels[i - 1]);
    expect(cividis(0)[0]).toBe(0);
    expect(cividis(1)[0]).toBeGreaterThan(250);
    expect(cividis(1)[2]).toBeLessThan(90);
  });

  it("the diverging map is lightest in the middle and darkens both ways", () => {
    const levels = Array.from({ length: 65 }, (_, i) => lightness(diverging(i / 64)));
    for (let i = 1; i <= 32; i++) expect(levels[i]).toBeGreaterThan(levels[i - 1]);
    for (let i = 33; i < 65; i++) expect(levels[i]).toBeLessThan(levels[i - 1]);
  });
});

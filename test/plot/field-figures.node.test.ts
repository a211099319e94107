import { describe, expect, it } from "vitest";
import { diverging } from "../../src/plot/colormap.js";
import { errorByParameter } from "../../src/plot/error-by-parameter.js";
import { errorOverTime } from "../../src/plot/error-over-time.js";
import { fieldMaps } from "../../src/plot/field-maps.js";
import { fieldProfiles } from "../../src/plot/field-profiles.js";
import { fieldSnapshots } from "../../src/plot/field-snapshots.js";
import { latentTrajectories } from "../../src/plot/latent-trajectories.js";
import { rasterMap } from "../../src/plot/raster.js";
import { panelsOf, read, shapes, ticks, vertices } from "./drawing.js";

const field = (rows: number, columns: number, shift = 0) =>
  Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i / 7 + shift));

function mapOf(panel: Element): string {
  return panel.querySelector("g[class^=cg-] image")?.getAttribute("href") ?? "";
}

function scaleOf(panel: Element): string | null | undefined {
  return panel.querySelector("g.cg-colour-bar")?.textContent;
}

describe("fieldMaps", () => {
  const record = {
    domain: [0, 10] as const,
    times: [0, 0.5, 1, 1.5],
    truth: field(4, 12),
    forecast: field(4, 12, 0.1),
    spaceLabel: "*x*",
    timeLabel: "*t*",
    quantityLabel: "*u*",
  };
  const panels = panelsOf(fieldMaps(record));

  it("shows truth and forecast on one scale, and their difference centred on 0", () => {
    const names = panels.map((panel) => panel.querySelector("g")?.getAttribute("class"));
    expect(names).toEqual(["cg-truth", "cg-forecast", "cg-error"]);
    expect(scaleOf(panels[0])).toBe(scaleOf(panels[1]));
    const same = panelsOf(fieldMaps({ ...record, forecast: record.truth }));
    expect(mapOf(same[0])).toBe(mapOf(same[1]));
    const error = Array.from(record.forecast, (value, i) => value - record.truth[i]);
    const bound = Math.max(...error.map(Math.abs));
    expect(mapOf(panels[2])).toBe(rasterMap(error, 12, [-bound, bound], diverging));
  });

  it("lets time run upwards", () => {
    const times = ticks(panels[0], "y");
    expect(times[0].at).toBeGreaterThan(times[times.length - 1].at);
  });

  it("stays light: fields are averaged down to the pixels that are seen", () => {
    const truth = field(1001, 1000);
    const times = Array.from({ length: 1001 }, (_, k) => k / 1000);
    const svg = fieldMaps({ ...record, times, truth, forecast: truth });
    expect(svg.length).toBeLessThan(150_000);
    expect(svg).not.toContain("NaN");
  });

  it("refuses nothing, and other shapes", () => {
    expect(() => fieldMaps({ ...record, truth: [], forecast: [] })).toThrowError(/truth of a map/);
    expect(() => fieldMaps({ ...record, forecast: [1] })).toThrowError(/forecast/);
  });
});

describe("fieldSnapshots", () => {
  const snapshot = (title: string, shift: number) => ({
    title,
    truth: field(6, 12, shift),
    forecast: field(6, 12, shift + 0.1),
  });
  const record = {
    domain: [
      [0, 1],
      [0, 2],
    ] as const,
    columns: 12,
    snapshots: [snapshot("*t* = 0", 0), snapshot("*t* = 1", 1)],
    xLabel: "*x*",
    yLabel: "*y*",
    quantityLabel: "*u*",
  };
  const panels = panelsOf(fieldSnapshots(record));

  it("sets a row for each time, all rows on the same scales", () => {
    expect(panels).toHaveLength(6);
    expect(new Set([0, 1, 3, 4].map((i) => scaleOf(panels[i]))).size).toBe(1);
    expect(scaleOf(panels[2])).toBe(scaleOf(panels[5]));
    expect(panels[3].textContent).toContain("truth, t = 1");
  });

  it("keeps the proportions of the domain", () => {
    const image = panels[0].querySelector("g.cg-truth image");
    const size = (name: string) => Number(image?.getAttribute(name));
    expect(size("width") / size("height")).toBeCloseTo(2, 1);
  });

  it("refuses nothing, and other shapes", () => {
    expect(() => fieldSnapshots({ ...record, snapshots: [] })).toThrowError(/snapshots/);
    const odd = { ...record.snapshots[0], forecast: [1] };
    expect(() => fieldSnapshots({ ...record, snapshots: [odd] })).toThrowError(/forecast/);
    expect(() => fieldSnapshots({ ...record, columns: 7 })).toThrowError(/truth/);
  });
});

describe("fieldProfiles", () => {
  const n = 1000;
  const truth = field(1, n);
  const profile = {
    title: "*t* = 1",
    truth,
    mean: truth,
    band: { lower: truth.map((v) => v - 0.2), upper: truth.map((v) => v + 0.2) },
  };
  const record = {
    positions: Array.from({ length: n }, (_, i) => i / n),
    profiles: [profile, { ...profile, title: "*t* = 2" }],
    level: 0.95,
    spaceLabel: "*x*",
    quantityLabel: "*u*",
  };
  const svg = fieldProfiles(record);
  const panels = panelsOf(svg);

  it("draws truth, mean and an outlined band at each time, and names the level", () => {
    expect(panels).toHaveLength(2);
    for (const panel of panels) {
      for (const [name, count] of [
        ["cg-truth", 1],
        ["cg-mean", 1],
        ["cg-band", 1],
        ["cg-band-outline", 2],
      ] as const) {
        expect(shapes(panel, name)).toHaveLength(count);
      }
    }
    expect(read(svg).textContent).toContain("95 % interval at each point");
    expect(read(svg).getAttribute("aria-label")).toContain("95 % band");
  });

  it("draws a fine profile through some of its points", () => {
    expect(vertices(shapes(panels[0], "cg-mean")[0]).length).toBe(250);
    expect(svg.length).toBeLessThan(80_000);
  });

  it("holds all panels to one scale", () => {
    const scales = panels.map((panel) => ticks(panel, "y").map(({ text }) => text));
    expect(scales[0]).toEqual(scales[1]);
  });

  it("refuses other shapes", () => {
    const odd = { ...profile, mean: [1] };
    expect(() => fieldProfiles({ ...record, profiles: [odd] })).toThrowError(/profile/);
    expect(() => fieldProfiles({ ...record, profiles: [] })).toThrowError(/profiles/);
  });
});

describe("latentTrajectories", () => {
  const times = [0, 1, 2];
  const coordinate = {
    label: "*z*_{1}",
    mean: [0, 1, 2],
    band: { lower: [0, 0.5, 1], upper: [0, 1.5, 3] },
  };
  const record = { times, timeLabel: "*t*", level: 0.9, coordinates: [coordinate, coordinate] };

  it("draws a panel for each coordinate; the encoded truth where there is one", () => {
    const plain = latentTrajectories(record);
    expect(panelsOf(plain)).toHaveLength(2);
    expect(plain).not.toContain("cg-truth");
    const encoded = { ...coordinate, encoded: [0, 0.9, 2.2] };
    const both = latentTrajectories({ ...record, coordinates: [coordinate, encoded] });
    const drawn = panelsOf(both).map((panel) => shapes(panel, "cg-truth").length);
    expect(drawn).toEqual([0, 1]);
    expect(read(both).textContent).toContain("truth, encoded");
  });

  it("refuses other shapes", () => {
    const odd = { ...coordinate, encoded: [1] };
    expect(() => latentTrajectories({ ...record, coordinates: [odd] })).toThrowError(/z/);
  });
});

describe("errorByParameter", () => {
  const record = {
    parameter: [0, 1, 2, 3],
    parameterLabel: "microscale numbers",
    errorLabel: "relative error",
    floor: 0.01,
    series: [
      {
        label: "ours",
        role: "model" as const,
        median: [0.1, 0.05, 0.02, 0.012],
        range: { lower: [0.08, 0.04, 0.018, 0.011], upper: [0.12, 0.06, 0.03, 0.02] },
      },
      { label: "published", role: "reference" as const, median: [0.105, Number.NaN, 0.03, 0.011] },
    ],
  };
  const svg = errorByParameter(record);
  const [panel] = panelsOf(svg);

  it("has a logarithmic axis: equal factors are equal distances", () => {
    const at = (text: string) =>
      ticks(panel, "y").find((tick) => tick.text === text)?.at ?? Number.NaN;
    expect(at("1 %") - at("2 %")).toBeCloseTo(at("5 %") - at("10 %"), 0);
  });

  it("draws dots for what is known, ranges, the floor, and a gap in the line where a value is missing", () => {
    expect(
      shapes(panel, "cg-model").filter(({ localName }) => localName === "circle"),
    ).toHaveLength(4);
    expect(shapes(panel, "cg-model").filter(({ localName }) => localName === "line")).toHaveLength(
      4,
    );
    const reference = shapes(panel, "cg-reference");
    expect(reference.filter(({ localName }) => localName === "circle")).toHaveLength(3);
    const line = reference.find(({ localName }) => localName === "path")?.getAttribute("d") ?? "";
    expect(line.match(/M/g)).toHaveLength(2);
    expect(shapes(panel, "cg-floor")).toHaveLength(1);
    expect(read(svg).textContent).toContain("noise floor");
  });

  it("takes a logarithmic parameter too", () => {
    const log = errorByParameter({ ...record, parameter: [1, 10, 100, 1000], logParameter: true });
    const at = ticks(panelsOf(log)[0], "x").map((tick) => tick.at);
    expect(at[1] - at[0]).toBeCloseTo(at[2] - at[1], 0);
  });

  it("refuses errors of 0 and other shapes", () => {
    const zero = { ...record.series[0], median: [0, 1, 1, 1] };
    expect(() => errorByParameter({ ...record, series: [zero] })).toThrowError(/above 0/);
    const short = { ...record.series[0], median: [1] };
    expect(() => errorByParameter({ ...record, series: [short] })).toThrowError(/ours/);
  });
});

it("errorOverTime names the floor as it is told", () => {
  const record = {
    times: [1, 2],
    timeLabel: "*t*",
    level: 0.95,
    series: [{ label: "ours", role: "model" as const, median: [0.01, 0.02] }],
    samplingFloor: [0.01, 0.01],
  };
  expect(errorOverTime(record)).toContain("sampling floor");
  expect(errorOverTime({ ...record, floorLabel: "noise floor" })).toContain("noise floor");
});

import { describe, expect, test } from "vitest";
import {
  type AdvectionDiffusionParameters,
  advectionDiffusion,
} from "../../src/simulate/advection-diffusion.js";

function chosen(given: Partial<AdvectionDiffusionParameters>) {
  return advectionDiffusion(given).algorithm;
}

describe("auto", () => {
  test("leaps with few walkers per cell, counts with many", () => {
    // 48 000 cells.
    expect(chosen({})).toBe("leap");
    expect(chosen({ walkers: 3e6 })).toBe("leap");
    expect(chosen({ walkers: 4e6 })).toBe("counts");
    expect(chosen({ walkers: 4e9 })).toBe("counts");
    // 6400 cells: the 2020 example.
    const given = { jump: 1 / 640, bins: 25, left: 0.1875, right: 0.2125, microStepsPerStep: 1600 };
    expect(chosen({ ...given, walkers: 500_000 })).toBe("counts");
    expect(chosen({ ...given, walkers: 250_000 })).toBe("leap");
  });

  test("leaps where positions are recorded or there is no lattice", () => {
    expect(chosen({ walkers: 1e7, positions: true })).toBe("leap");
    expect(chosen({ walkers: 1e9, jump: Math.PI / 1000 })).toBe("leap");
  });

  test("is what a method that is named is not: overruled", () => {
    expect(chosen({ walkers: 1e9, method: "leap" })).toBe("leap");
    expect(chosen({ walkers: 1e9, method: "micro" })).toBe("micro");
    expect(chosen({ walkers: 1, method: "counts" })).toBe("counts");
  });
});

test("the work of counts ends growing with the walkers", () => {
  const work = (walkers: number) => advectionDiffusion({ walkers, method: "counts" }).workPerStep!;
  expect(work(2e6)).toBeGreaterThan(work(1e6));
  expect(work(4e9)).toBe(work(1e9));
  expect(work(1e9)).toBeLessThan(1e8);
  expect(advectionDiffusion({ walkers: 1e9, method: "leap" }).workPerStep).toBe(1e9);
});

test.each<[Partial<AdvectionDiffusionParameters>, string, RegExp]>([
  [{ positions: true }, "positions", /positions must be false with method=counts.*method=leap/],
  [{ jump: Math.PI / 1000 }, "jump", /at most 4194304 cells.*method=leap takes any jump/],
])("counts with %o are refused by name", (given, parameter, message) => {
  const make = () => advectionDiffusion({ ...given, method: "counts" });
  expect(make).toThrow(message);
  expect(make).toThrow(
    expect.objectContaining({
      tag: "InvalidParameter",
      fields: expect.objectContaining({ parameter }),
    }),
  );
});

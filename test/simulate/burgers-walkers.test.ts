import { describe, expect, test } from "vitest";
import { burgersWalkers } from "../../src/simulate/burgers-walkers.js";
import { errorsAgainst } from "./limit.js";

/** d rho/dt + d (c rho^2 / 2)/dy = 0 for u = 2 rho, with c = 1/12. */
const burgers = { flux: (u: number) => u ** 2 / 48, speed: 0.25 };

describe("walkers of the inviscid Burgers equation, against Godunov's scheme on 960 cells,", () => {
  test("2400 of them from a smooth start, the mean of 50 runs", async () => {
    const errors = await errorsAgainst(burgers, burgersWalkers({ initial: "sine" }), [1, 4, 9], {
      sequences: 50,
    });
    // What 50 x 2400 walkers without any error would give is about sqrt(24 / 120 000) = .014.
    console.log(`2400 walkers, 50 runs: ${errors.map((error) => error.toFixed(4)).join(", ")}`);
    for (const error of errors) expect(error).toBeLessThan(0.025);
  });

  // Where the start is steep the shock is there after two steps; else after some seven.
  test.each([
    ["random-offset", "sine", 1 / 48, [0.006, 0.009, 0.013]],
    ["random-offset", "sine", 1 / 24, [0.008, 0.011, 0.017]],
    ["random-offset", "bump", 1 / 48, [0.01, 0.02, 0.014]],
    ["random-offset", "bump", 1 / 24, [0.015, 0.028, 0.023]],
    ["centred", "sine", 1 / 24, [0.008, 0.009, 0.016]],
    ["centred", "bump", 1 / 24, [0.014, 0.025, 0.017]],
  ] as const)("2 million, %s boxes, %s, width %d", async (kernel, initial, width, limits) => {
    const system = burgersWalkers({
      walkers: 2e6,
      kernel,
      initial,
      profileHeight: initial === "sine" ? 1 : 2,
      width,
      microStep: 1.25e-3,
      microStepsPerStep: 800,
    });
    const errors = await errorsAgainst(burgers, system, [1, 4, 9]);
    errors.forEach((error, k) => {
      expect(error).toBeLessThan(limits[k]);
    });
  });

  test("from one box to the next the error falls as the box narrows", async () => {
    const late = async (width: number) => {
      const system = burgersWalkers({ walkers: 2e6, initial: "sine", width });
      return (await errorsAgainst(burgers, system, [9]))[0];
    };
    const [narrow, wide, widest] = [await late(1 / 24), await late(1 / 12), await late(1 / 6)];
    expect(narrow).toBeLessThan(wide);
    expect(wide).toBeLessThan(widest);
  });

  test("the test rejects a drift that is a tenth too fast", async () => {
    const system = burgersWalkers({
      walkers: 2e6,
      initial: "bump",
      profileHeight: 2,
      speed: 1.1 / 12,
    });
    const errors = await errorsAgainst(burgers, system, [4]);
    expect(errors[0]).toBeGreaterThan(0.028);
  });
});

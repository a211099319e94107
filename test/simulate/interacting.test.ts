import { describe, expect, test } from "vitest";
import { inlineExecutor } from "../../src/parallel/inline.js";
import { webWorkerExecutor } from "../../src/parallel/web-workers.js";
import { burgersWalkers } from "../../src/simulate/burgers-walkers.js";
import { crowdingWalkers } from "../../src/simulate/crowding-walkers.js";
import { densityDiffusionWalkers } from "../../src/simulate/density-diffusion-walkers.js";
import { interactingWalkers } from "../../src/simulate/interacting-walkers.js";
import { simulate } from "../../src/simulate/simulate.js";
import { viscousBurgersWalkers } from "../../src/simulate/viscous-burgers-walkers.js";
import { correlationScore } from "../oracle/statistics.js";
import { digest } from "./digest.js";
import { errorsAgainst } from "./limit.js";

const executor = inlineExecutor();
const walkers = 2e6;

describe("in the limit of many walkers", () => {
  test("viscous Burgers walkers follow the viscous Burgers equation", async () => {
    const system = viscousBurgersWalkers({ walkers, initial: "sine" });
    const law = {
      flux: (u: number) => u ** 2 / 48,
      speed: 0.25,
      diffused: (u: number) => 5e-4 * u,
      diffusivity: 5e-4,
    };
    for (const error of await errorsAgainst(law, system, [1, 4, 9]))
      expect(error).toBeLessThan(0.01);
  });

  test("walkers that diffuse the faster the denser they are follow the porous medium equation", async () => {
    const system = densityDiffusionWalkers({
      walkers,
      initial: "block",
      profileHeight: 30,
      profileWidth: 0.5,
      diffusivity: 0,
      densityDiffusivity: 2e-5,
    });
    const law = {
      flux: () => 0,
      speed: 0,
      diffused: (u: number) => 2e-5 * u ** 2,
      diffusivity: 2e-4,
    };
    for (const error of await errorsAgainst(law, system, [1, 4, 9]))
      expect(error).toBeLessThan(0.012);
  });

  test("walkers that keep clear of crowds follow a flow with jams", async () => {
    const system = crowdingWalkers({
      walkers,
      initial: "sine",
      profileHeight: 1.5,
      right: 0.18,
      left: 0.02,
    });
    const speed = 0.16 / 240 / 2.5e-3;
    const diffusivity = 0.2 / 240 ** 2 / 5e-3;
    const law = {
      flux: (u: number) => speed * u * (1 - u / 4),
      turn: 2,
      speed,
      diffused: (u: number) => diffusivity * u,
      diffusivity,
    };
    for (const error of await errorsAgainst(law, system, [1, 4, 9]))
      expect(error).toBeLessThan(0.015);
  });

  test("a law of the user's own follows the equation that belongs to it", async () => {
    const system = interactingWalkers({
      walkers,
      initial: "sine",
      right: "0.02,0.006",
      left: [0.05],
    } as never);
    const step = 2.5e-3;
    const jump = 1 / 240;
    const law = {
      flux: (u: number) => (jump / step) * (0.02 + 0.006 * u - 0.05) * u,
      turn: 2.5,
      speed: 0.1,
      diffused: (u: number) => (jump ** 2 / (2 * step)) * (0.07 + 0.006 * u) * u,
      diffusivity: 5e-4,
    };
    for (const error of await errorsAgainst(law, system, [1, 4, 9]))
      expect(error).toBeLessThan(0.01);
  });
});

describe("a system of interacting walkers", () => {
  test("takes counts, or walkers where positions are recorded, and says so", () => {
    expect(burgersWalkers().algorithm).toBe("counts");
    expect(burgersWalkers({ positions: true }).algorithm).toBe("walkers");
    expect(burgersWalkers({ method: "walkers" }).algorithm).toBe("walkers");
    expect(() => burgersWalkers({ method: "counts", positions: true })).toThrow(
      /method must be walkers or auto where positions are recorded/,
    );
    expect(() => burgersWalkers({ method: "walkers", walkers: 1e9 })).toThrow(
      /walkers must be at most/,
    );
  });

  test("begins with the same walkers in both forms, and positions lie in their bins", async () => {
    const options = { sequences: 2, steps: 2, seed: 5, executor };
    const counted = await simulate(burgersWalkers({ walkers: 500 }), options);
    const followed = await simulate(burgersWalkers({ walkers: 500, positions: true }), options);
    expect(followed.countsAt(1, 0)).toEqual(counted.countsAt(1, 0));
    for (let step = 0; step <= 2; step++) {
      const place = (3 + step) * 500;
      const bins = new Uint32Array(24);
      for (const x of followed.position!.subarray(place, place + 500))
        bins[Math.floor((x + 1) * 12)]++;
      expect(bins).toEqual(followed.countsAt(1, step));
    }
  });

  test("keeps a walker's place within its site, and moves it by whole jumps to the right", async () => {
    const data = await simulate(burgersWalkers({ walkers: 100, positions: true }), {
      sequences: 1,
      steps: 1,
      executor,
    });
    const position = data.position as Float32Array;
    for (let i = 0; i < 100; i++) {
      const jumps = (((position[100 + i] - position[i] + 2) % 2) * 240) % 480;
      expect(Math.abs(jumps - Math.round(jumps))).toBeLessThan(1e-3);
      expect(jumps).toBeLessThan(60);
    }
  });

  test("makes sequences that are independent of one another (significance .001)", async () => {
    const sequences = 4000;
    const system = burgersWalkers({ walkers: 480, microStepsPerStep: 100 });
    const options = { sequences, steps: 1, seed: 6, sharedStart: true, executor };
    const data = await simulate(system, options);
    const ofBin = (bin: number) =>
      Array.from({ length: sequences }, (_, sequence) => data.countsAt(sequence, 1)[bin]);
    const scores = [3, 11, 20].flatMap((bin) => {
      const counts = ofBin(bin);
      return [1, 2, 16, 256].map((lag) =>
        correlationScore(counts.slice(lag), counts.slice(0, -lag)),
      );
    });
    // Twelve two-sided tests at .001 in all.
    for (const score of scores) expect(Math.abs(score)).toBeLessThan(3.94);
    // That they can be told from dependent ones: neighbouring bins exchange walkers.
    expect(correlationScore(ofBin(11), ofBin(12))).toBeLessThan(-3.94);
  });

  test("gives the same in workers, laws of the user's own among them", async () => {
    const system = interactingWalkers({ right: "0:0.1,2:0.3", left: [0.1, 0.001] } as never);
    const options = { sequences: 20, steps: 1, seed: 2 };
    const workers = await webWorkerExecutor({ workers: 2 });
    const elsewhere = await simulate(system, { ...options, executor: workers });
    await workers.close();
    expect(elsewhere.counts).toEqual((await simulate(system, { ...options, executor })).counts);
  });

  test("gives these very bytes in Node and in a browser", async () => {
    const options = { sequences: 2, steps: 2, seed: 1, executor };
    const systems = [
      burgersWalkers(),
      burgersWalkers({ walkers: 1e6 }),
      burgersWalkers({ positions: true }),
      viscousBurgersWalkers({ kernel: "centred" }),
      densityDiffusionWalkers(),
      crowdingWalkers(),
      interactingWalkers({
        right: [
          [0, 0.1],
          [2, 0.3],
        ],
        left: [0.1, 0.001],
        ahead: 2,
      }),
    ];
    const digests = [];
    for (const system of systems) digests.push(await digest(await simulate(system, options)));
    expect(digests).toMatchInlineSnapshot(`
      [
        "c26573b7176d3dd6194ce835d850db43b8c48bbc1d925cb32a325725cd389a49",
        "accdf3c011c992f99237abd1e0944b1d1826ada8f80a31be04ae7dc5e5d5f58a",
        "b2fb5b3471c177d36cff0c8ba2f9a764eada82c5a051a9185da25120554c337f",
        "5b58ffb4c4d3709179962bba22823a9d00cbfbdcba3c75f93cd5965976187385",
        "cc9c2b1acd9aa0b9c70fb91e526fa272e412f446406b244368eefa039eaa01f7",
        "f43a31e05469ced85d2498e2c2deee540bb494c5b425bdd0a5a1d8c866ca593b",
        "3d6241c23bd491e56895bb5ebb85071fad238c5284f3c51e165b1f76fa81a717",
      ]
    `);
  });

  test.each([
    [{ bins: 7 }, /sites must be a multiple of the 7 bins, such as 483; received 480/],
    [{ width: 0.05001 }, /width must be a whole number of sites of 2\/480, such as 0.05/],
    [{ width: 0.001 }, /width must be a whole number of sites of 2\/480, such as 0.00416/],
    [
      { width: 7 / 240 },
      /width must be such that boxes fill the 480 sites, such as 0.025, or kernel/,
    ],
    [
      { speed: 0.2 },
      /right \+ left must be at most 1 at every density that may occur, 0 to 48; received "1.44 at density 48"/,
    ],
    [{ walkers: 0 }, /walkers must be an integer of at least 1/],
    [{ walkers: 2 ** 32 }, /walkers must be an integer of at least 1 and at most 4294967295/],
    [{ kernel: "round" }, /kernel must be one of random-offset, centred/],
  ])("refuses %o", (given, message) => {
    expect(() => burgersWalkers(given as never)).toThrow(message);
  });
});

describe("a law of the user's own", () => {
  test("is a polynomial or a table, from code or as text", () => {
    const laws = (right: unknown) => interactingWalkers({ right } as never).parameters.right;
    expect(laws([0.1, 0.002])).toEqual([0.1, 0.002]);
    expect(laws("0.1, 0.002")).toEqual([0.1, 0.002]);
    expect(laws("0.1")).toEqual([0.1]);
    expect(laws("0:0.1, 2:0.3")).toEqual([
      [0, 0.1],
      [2, 0.3],
    ]);
    expect(laws([[0, 0.1]])).toEqual([[0, 0.1]]);
  });

  test.each([
    [{ right: [-0.01, 0.1] }, /right must be at least 0 at every density.*-0.01 at density 0/],
    [{ right: [0.1, -0.01] }, /right must be at least 0.*"-0.38 at density 48"/],
    // The vertex of the parabola lies inside.
    [{ right: [0.5, -0.1, 0.0049] }, /right must be at least 0.*"-0.0102041 at density 10.2041"/],
    [{ right: [0.02, 0.1, -0.002] }, /right \+ left must be at most 1.*"1.37 at density 25"/],
    [{ left: [0.1], right: [0.95] }, /right \+ left must be at most 1.*"1.05 at density 0"/],
    [
      {
        right: [
          [0, 0.5],
          [3, 0.95],
          [9, 0],
        ],
      },
      /right \+ left.*"1.05 at density 3"/,
    ],
    // The largest sum lies between two knots.
    [
      {
        right: [0.1, 0.03, -0.0006],
        left: [
          [0, 0.2],
          [20, 0.56],
          [30, 0.56],
          [40, 0],
        ],
      },
      /right \+ left must be at most 1.*"1.035 at density 25"/,
    ],
    [
      {
        right: [
          [1, 0.5],
          [1, 0.2],
        ],
      },
      /right must be a polynomial .* with rising u; received/,
    ],
    [{ right: "0.1,oops" }, /right must be a polynomial/],
    [{ right: "" }, /right must be a polynomial/],
    [{ right: "0.1," }, /right must be a polynomial/],
    [{ right: [] }, /right must be a polynomial/],
    [{ right: 0.1 }, /right must be a polynomial/],
    [{ right: [Number.NaN] }, /right must be a polynomial/],
    [{ right: new Array(17).fill(0.01) }, /at most 16 coefficients/],
  ])("is refused as %o", (given, message) => {
    expect(() => interactingWalkers(given as never)).toThrow(message);
  });

  test("may touch 0 and 1", () => {
    interactingWalkers({ right: [0.04, -0.04 / 48], left: [0.96, 0.04 / 48] });
    interactingWalkers({
      right: [
        [0, 1],
        [4, 0],
      ],
      left: [0],
    });
    interactingWalkers({ right: [0], left: [0] });
  });
});

import { describe, expect, test } from "vitest";
import { fit } from "../../../src/models/fit.js";
import type { Posterior } from "../../../src/models/model.js";
import type { VirtualObservablesPosterior } from "../../../src/models/virtual-observables/posterior.js";
import {
  virtualObservables,
  virtualObservablesModel,
} from "../../../src/models/virtual-observables/virtual-observables.js";
import { digestGroup } from "../../../src/store/digest.js";
import { memoryStorage } from "../../../src/store/memory.js";
import { readGroup } from "../../../src/store/read-group.js";
import { writeGroup } from "../../../src/store/write-group.js";
import { randomData } from "./problems.js";

const data = randomData({ lengths: [3, 4, 2, 4, 3, 4, 4, 4], gaps: [[1, 2]] });

const digestOf = (posterior: Posterior) => digestGroup(posterior.toGroup());

/** A posterior as the next process finds it. */
async function reloaded(posterior: Posterior): Promise<VirtualObservablesPosterior> {
  const storage = memoryStorage();
  await writeGroup(storage, posterior.toGroup());
  const loaded = await virtualObservablesModel.fromGroup(await readGroup(storage));
  return loaded as VirtualObservablesPosterior;
}

const small = { reach: 2, hidden: 4, steps: 620 };
const anew = { ...small, walkers: "anew" };
const cases = [
  { ...anew, noise: "map" },
  {
    ...anew,
    noise: "bayes",
    law: "dense",
    states: "lognormal",
    emission: "poisson",
    augment: true,
  },
  { ...anew, covariance: "full", law: "convolution", noise: "fixed" },
  { ...anew, amortised: true, precision: "float64", clip: 10 },
  { ...small, network: "always" },
  { ...small, network: "always", augment: true, batch: 5, clip: 1 },
  { ...small, law: "dense", precision: "float64" },
  { ...small, constraint: "advection-diffusion", diffusivity: 0.01, network: "never" },
];

describe("a fit that goes on from a checkpoint", () => {
  test.each(cases)("ends in the bytes of one that was never stopped: %o", async (given) => {
    const model = virtualObservables(given);
    const kept: Posterior[] = [];
    const whole = await fit(data, model, {
      seed: 4,
      onCheckpoint: (posterior) => {
        kept.push(posterior);
      },
    });
    expect(kept.map(({ bound }) => bound.length)).toEqual([500]);
    expect(kept[0].converged).toBe(false);
    const loaded = await reloaded(kept[0]);
    expect(await digestOf(loaded)).toBe(await digestOf(kept[0]));
    const resumed = await fit(data, model, { resume: loaded });
    expect(resumed.bound).toEqual(whole.bound);
    expect(await digestOf(resumed)).toBe(await digestOf(whole));
    // Checkpoints themselves change nothing.
    expect(await digestOf(await fit(data, model, { seed: 4 }))).toBe(await digestOf(whole));
  });

  test("knows whether its network was kept, without trying it again", async () => {
    const model = virtualObservables({
      ...small,
      network: "auto",
      constraint: "advection-diffusion",
    });
    const phases = new Set<string>();
    const kept: Posterior[] = [];
    const whole = await fit(data, model, {
      onCheckpoint: (posterior) => {
        kept.push(posterior);
      },
    });
    expect(whole.trial).toBeDefined();
    const resumed = await fit(data, model, {
      resume: await reloaded(kept[0]),
      onProgress: ({ phase }) => phases.add(phase),
    });
    expect([...phases]).toEqual(["fit"]);
    expect(await digestOf(resumed)).toBe(await digestOf(whole));
  });
});

describe("an interrupted fit", () => {
  test.each([anew, { ...small, network: "always" }])(
    "hands over its last state and goes on from it: %o",
    async (given) => {
      const model = virtualObservables(given);
      const stop = new AbortController();
      let last: Posterior | undefined;
      const broken = fit(data, model, {
        signal: stop.signal,
        onProgress: ({ done }) => {
          if (done === 200) stop.abort();
        },
        onCheckpoint: (posterior) => {
          last = posterior;
        },
      });
      await expect(broken).rejects.toMatchObject({ tag: "Interrupted" });
      const reached = last?.bound.length ?? 0;
      expect(reached).toBeGreaterThanOrEqual(200);
      expect(reached).toBeLessThan(620);
      const resumed = await fit(data, model, { resume: await reloaded(last as Posterior) });
      expect(await digestOf(resumed)).toBe(await digestOf(await fit(data, model)));
    },
  );

  test("that had not begun has nothing to hand over", async () => {
    for (const given of [anew, { ...small, network: "always" }]) {
      let handed = 0;
      const broken = fit(data, virtualObservables(given), {
        signal: AbortSignal.abort(),
        onCheckpoint: () => {
          handed++;
        },
      });
      await expect(broken).rejects.toMatchObject({ tag: "Interrupted" });
      expect(handed).toBe(0);
    }
  });
});

describe("resuming", () => {
  const short = { ...anew, steps: 5 };

  test("from a finished posterior gives it back", async () => {
    const posterior = await fit(data, virtualObservables(short), { seed: 1 });
    const resumed = await fit(data, virtualObservables(short), {
      resume: await reloaded(posterior),
    });
    expect(await digestOf(resumed)).toBe(await digestOf(posterior));
  });

  test("is refused with other parameters, data, seed or model", async () => {
    const posterior = await fit(data, virtualObservables(short), { seed: 1 });
    const other = randomData({ lengths: [3, 4, 2, 4, 3, 4, 4, 4], gaps: [[1, 2]], seed: 2 });
    const attempts = [
      fit(data, virtualObservables({ ...short, steps: 6 }), { resume: posterior }),
      fit(other, virtualObservables(short), { resume: posterior }),
      fit(data, virtualObservables(short), { resume: posterior, seed: 2 }),
      fit(data, virtualObservables(short), { resume: {} as Posterior }),
    ];
    for (const attempt of attempts) {
      await expect(attempt).rejects.toMatchObject({
        tag: "InvalidData",
        message: expect.stringMatching(/posterior to resume.*Fit from the start/),
      });
    }
  });

  test("is refused where the moments are those of other parameters", async () => {
    let kept: Posterior | undefined;
    await fit(data, virtualObservables(anew), {
      onCheckpoint: (posterior) => {
        kept = posterior;
      },
    });
    const stopped = kept as VirtualObservablesPosterior;
    const { training } = stopped;
    for (const cut of [
      (x: Float64Array) => x.slice(1),
      (x: Float64Array) => Float64Array.of(...x, 0),
    ]) {
      const damaged = training && {
        ...training,
        first: cut(training.first),
        second: cut(training.second),
      };
      const resume = { ...stopped, training: damaged } as Posterior;
      const attempt = fit(data, virtualObservables(anew), { resume });
      await expect(attempt).rejects.toMatchObject({ tag: "InvalidData" });
    }
  });
});

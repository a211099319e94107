import { describe, expect, test } from "vitest";
import { recommend } from "../../src/compare/recommend.js";
import type { Contestant, Failure } from "../../src/compare/record.js";
import { meanOrNull } from "../../src/compare/summarise.js";

function contestant(
  model: string,
  crpsOfStart: (number | null)[],
  given: string | null = null,
): Contestant {
  return {
    ...{ model, parameters: {}, given, forecastSeconds: 0, steps: [], failure: null },
    fit: { seconds: 0, converged: true, active: 1, coefficients: 1 },
    crpsOfStart,
    crps: meanOrNull(crpsOfStart),
  };
}

const failed: Failure = {
  model: "broken",
  parameters: {},
  failure: { tag: "InvalidData", message: "no" },
};

const among = (...models: (Contestant | Failure)[]) => recommend({ models, starts: 4, steps: 3 });

describe("the recommendation", () => {
  test("is the lowest CRPS, with those that sampling error over the starts cannot tell from it", () => {
    const best = contestant("a", [0.1, 0.2, 0.3, 0.2]);
    const close = contestant("b", [0.12, 0.19, 0.31, 0.19]);
    // Worse by little, but by as much at every start.
    const worse = contestant("c", [0.11, 0.211, 0.309, 0.21]);
    const { model, tied, sentence } = among(worse, failed, best, close);
    expect([model, tied]).toEqual(["a", ["b"]]);
    expect(sentence).toBe(
      "a is recommended: its CRPS over 3 steps and 4 starts, 0.200 of the mean density, is the lowest; b (0.203) is within sampling error of it.",
    );
  });

  test("passes over a reference that is given more than the data, and names it", () => {
    const { model, sentence } = among(
      contestant("a", [0.2, 0.2, 0.2, 0.2]),
      contestant("reference", [0.1, 0.14, 0.1, 0.1], "the equation"),
    );
    expect(model).toBe("a");
    expect(sentence).toMatch(/lowest of the models that learn from the data alone/);
    expect(sentence).toMatch(/reference, which is given the equation, has 0\.110\.$/);
    expect(among(contestant("reference", [1, 1, 1, 1], "the equation")).model).toBe("reference");
  });

  test("prefers, of tied models, one that kept all its draws", () => {
    const step = { diverged: 3 } as Contestant["steps"][number];
    const lowest = { ...contestant("a", [0.1, 0.2, 0.3, 0.2]), steps: [step] };
    const tied = contestant("b", [0.12, 0.19, 0.31, 0.19]);
    expect(among(lowest, tied)).toMatchObject({
      ...{ model: "b", tied: ["a"] },
      sentence: expect.stringMatching(
        /0\.203 of the mean density, is within sampling error of the lowest, that of a, of whose draws 3 diverged; a \(0\.200\) is/,
      ),
    });
    expect(among(lowest, contestant("b", [0.5, 0.5, 0.5, 0.5]))).toMatchObject({
      ...{ model: "a", sentence: expect.stringMatching(/lowest, though 3 of its draws diverged/) },
    });
  });

  test("is never a model that lost every draw of a start", () => {
    const lost = contestant("a", [0.1, null, 0.1, 0.1]);
    expect(among(lost, contestant("b", [0.5, 0.5, 0.5, 0.5])).model).toBe("b");
    expect(among(lost, failed)).toMatchObject({ model: null, tied: [] });
  });

  test("says that one start tells nothing of sampling error", () => {
    const models = [contestant("a", [0.1]), contestant("b", [0.11])];
    const { tied, sentence } = recommend({ models, starts: 1, steps: 1 });
    expect(tied).toEqual([]);
    expect(sentence).toMatch(/over one step and one start.*one start cannot tell/);
  });
});

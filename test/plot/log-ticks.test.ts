import { expect, it } from "vitest";
import { logTicks } from "../../src/plot/log-ticks.js";

it("gives 1, 2 and 5 times powers of ten", () => {
  expect(logTicks(0.004, 0.3)).toEqual([0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
});

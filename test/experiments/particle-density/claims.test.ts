import { expect, it } from "vitest";
import { ofRatios } from "../../../src/experiments/particle-density/claims.js";

it("says yes only where an error is lower at every amount of data", () => {
  expect(ofRatios([0.5, 0.7])).toBe("yes");
  expect(ofRatios([0.5, 1])).toBe("in part");
  expect(ofRatios([0.5, 1.3])).toBe("now so, now not");
  expect(ofRatios([0.9, 1.1])).toBe("no");
  expect(ofRatios([1, 1.3])).toBe("no, the contrary");
});

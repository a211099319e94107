import { expect, it } from "vitest";
import { grouped, percent, small } from "../../../src/experiments/particle-density/words.js";

it("sets small numbers with a power of ten", () => {
  expect(small(0)).toBe("0");
  expect(small(-0.00072)).toBe("−7.2·10^{−4}");
  expect(small(9.996e-5)).toBe("1·10^{−4}");
  expect(small(0.055)).toBe("0.055");
});

it("sets fractions in percent, and says where there is none", () => {
  expect(percent(0.00213)).toBe("0.21 %");
  expect([0.005, 0.00999, 0.1234, 0.00044].map(percent)).toEqual([
    "0.50 %",
    "1.0 %",
    "12 %",
    "0.044 %",
  ]);
  expect(percent(Number.POSITIVE_INFINITY)).toBe("diverged");
});

it("sets the thousands of whole numbers apart", () => {
  expect(grouped(250000)).toBe("250\u202f000");
  expect(grouped(999)).toBe("999");
});

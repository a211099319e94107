import { expect, it } from "vitest";

it("src/index.ts exports what it promises", async () => {
  expect(Object.keys(await import("../../src/index.js")).sort()).toMatchSnapshot();
});

it("src/node.ts exports what it promises", async () => {
  expect(Object.keys(await import("../../src/node.js")).sort()).toMatchSnapshot();
});

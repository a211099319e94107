import { expect, it } from "vitest";

it("src/index.ts exports what it promises", async () => {
  expect(Object.keys(await import("../../src/index.js")).sort()).toMatchSnapshot();
});

it("src/node.ts exports what it promises", async () => {
  expect(Object.keys(await import("../../src/node.js")).sort()).toMatchSnapshot();
});

it("src/deep.ts exports what it promises", async () => {
  expect(Object.keys(await import("../../src/deep.js")).sort()).toMatchSnapshot();
});

it("src/fields.ts exports what it promises", async () => {
  expect(Object.keys(await import("../../src/fields.js")).sort()).toMatchSnapshot();
});

it("src/autodiff/index.ts exports what it promises", async () => {
  expect(Object.keys(await import("../../src/autodiff/index.js")).sort()).toMatchSnapshot();
});
